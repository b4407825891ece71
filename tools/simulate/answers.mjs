// How those who get mails answer them, late, or not at all.
import { AnswersService } from '../../dist/libs/assignments/index.js';
import { DeadlineRequestsService, DeadlinesService } from '../../dist/libs/deadlines/index.js';
import { system } from './country.mjs';
import { dayLength, plusDays } from './wall.mjs';

/** Somebody was faster, or the mandate is over by now: the product says so, and the person leaves it at that. */
export const refused = (error) => {
  if (!('code' in error) || !('status' in error)) throw error;
};

export function answerList(stage, chance, person, roundId) {
  if (chance.draw('verify', person.name) > 0.8) return;
  const wait = chance.between(0.2, 18, 'verify-when', person.name);
  stage.at(new Date(stage.clock.now().getTime() + wait * dayLength), () => acceptAll(stage, person, roundId));
}

async function acceptAll(stage, person, roundId) {
  const held = await stage.db.now.mandate.findMany({ where: { personId: person.id, endedAt: null } });
  const who = {
    actor: { ...system, personId: person.id, via: 'link' },
    institutionIds: held.map(({ institutionId }) => institutionId),
    roundId,
  };
  await stage.get(AnswersService).acceptAll(who).catch(refused);
}

/** What one person makes of one line of a digest: some answer at once, some late, some ask for time, many do nothing. */
export function decide(stage, chance, country, person, item, answered, { by }) {
  const { deadlineId, audience, news } = item;
  const soon = (low, high, ...words) =>
    new Date(stage.clock.now().getTime() + chance.between(low, high, ...words) * dayLength);
  const key = [person.name, item.title ?? item.kind, item.institution ?? '', item.dueOn];
  if (news === 'ASKED') {
    if (answered.has(`asked ${deadlineId} ${item.dueOn}`)) return;
    answered.add(`asked ${deadlineId} ${item.dueOn}`);
    stage.at(soon(0.1, 3, 'decides', ...key), async () => {
      const request = await stage.db.now.deadlineRequest.findFirst({ where: { deadlineId, status: 'PENDING' } });
      if (!request) return;
      const isGranted = chance.draw('grants', ...key) < 0.7;
      const other = request.kind === 'NOT_OURS' && { institutionId: chance.pick(country.offices, 'given', ...key).id };
      const decision = isGranted
        ? { decision: 'GRANT', reason: 'Agreed', ...other }
        : { decision: 'REFUSE', reason: 'It cannot wait' };
      await stage.get(DeadlineRequestsService).decide(request.id, decision, by).catch(refused);
    });
    return;
  }
  if (audience === 'COORDINATOR' && item.institution !== null) return;
  if (audience === 'HEAD' || answered.has(`${person.id} ${deadlineId} ${audience}`)) return;
  answered.add(`${person.id} ${deadlineId} ${audience}`);
  const mind = chance.draw('mind', ...key, audience);
  const done = () =>
    stage
      .get(DeadlinesService)
      .done(deadlineId, { by: { ...system, personId: person.id, via: 'link' } })
      .catch(refused);
  const verify = item.verifyLinkId !== null;
  if (mind < 0.45) {
    stage.at(soon(0.05, 9, 'when', ...key), verify ? () => acceptAllOf(stage, person, deadlineId) : done);
  } else if (mind < 0.6) {
    const late = new Date(
      new Date(`${item.dueOn}T04:00:00Z`).getTime() + chance.between(1, 16, 'late', ...key) * dayLength,
    );
    stage.at(
      late > stage.clock.now() ? late : soon(1, 3, 'late', ...key),
      verify ? () => acceptAllOf(stage, person, deadlineId) : done,
    );
  } else if (mind < 0.7 && !verify && item.institution !== null) {
    const until = plusDays(item.dueOn, 21);
    const asked =
      mind < 0.67
        ? { kind: 'MORE_TIME', until, reason: 'The figures come late' }
        : { kind: 'NOT_OURS', named: 'Somebody else', reason: 'It is about something else' };
    // Some see at once that they need more time, others when the day comes near.
    const near = new Date(
      Date.parse(`${item.dueOn}T04:00:00Z`) - chance.between(2, 20, 'asks-near', ...key) * dayLength,
    );
    const isLate = near > stage.clock.now() && chance.draw('asks-late', ...key) < 0.6;
    stage.at(isLate ? near : soon(0.1, 4, 'asks', ...key), () =>
      stage
        .get(DeadlineRequestsService)
        .ask(deadlineId, asked, { ...system, personId: person.id, via: 'link' })
        .catch(refused),
    );
  }
}

async function acceptAllOf(stage, person, deadlineId) {
  const { subjectId } = await stage.db.now.deadline.findUniqueOrThrow({ where: { id: deadlineId } });
  const list = await stage.db.now.verification.findUnique({ where: { id: subjectId } });
  if (list) await acceptAll(stage, person, list.roundId);
}

/** While mails wait for their server, the first few people are reached by telephone: what they were to read is done, or part of it. */
export async function telephone(stage, by) {
  const waiting = await stage.db.now.mail.findMany({
    where: { name: 'digest', status: 'QUEUED' },
    orderBy: { address: 'asc' },
    take: 20,
  });
  const words = ({ dueOn, title, institution }) => [dueOn, title, institution].join(' ');
  for (const [index, { props }] of waiting.entries()) {
    const lines = props.items.toSorted((one, other) => (words(one) < words(other) ? -1 : 1));
    const done = index % 3 === 0 ? lines : lines.slice(0, 1);
    for (const { deadlineId } of done) await stage.get(DeadlinesService).done(deadlineId, { by }).catch(refused);
  }
}
