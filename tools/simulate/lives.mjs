// What people do in four and a half years: the mechanism's own work, and how those who get its mails answer, or do not.
import {
  AnswersService,
  ApprovalsService,
  OpenRound,
  ProposalsService,
  VerificationService,
} from '../../dist/libs/assignments/index.js';
import {
  AnchorsService,
  DeadlineRequestsService,
  DeadlinesService,
  SetAnchor,
  SetDeadline,
} from '../../dist/libs/deadlines/index.js';
import { MandatesService, PeopleService } from '../../dist/libs/directory/index.js';
import { newId, Outbox } from '../../dist/libs/platform/index.js';
import { system } from './country.mjs';

const day = 86_400_000;
const dayOf = (moment) => moment.toISOString().slice(0, 10);

/** Writes the mechanism's four and a half years into the stage's plans. */
export function planLives(stage, chance, country, { from, until }) {
  const { db, clock, get } = stage;
  const on = (months, days, action, hour = 3) => {
    const moment = new Date(
      Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, from.getUTCDate() + days, hour),
    );
    if (moment < until) stage.at(moment, action);
  };
  const dayAt = (months, days = 0) =>
    dayOf(new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, from.getUTCDate() + days)));
  const by = { ...system, personId: country.coordinators[0].id, via: 'session' };
  const anchors = {};

  // The list is divided among the institutions, verified, approved; reports on it follow by rule.
  on(0, 7, async () => {
    const proposals = country.recommendationIds.map((id, index) => ({
      recommendationIds: [id],
      leadId: country.offices[index % 34].id,
      supportingIds: [1, 2]
        .map((n) => country.offices[(index * 3 + n * 7) % 34])
        .map(({ id: office }) => office)
        .filter((office) => office !== country.offices[index % 34].id),
    }));
    await get(ProposalsService).propose({ proposals }, by);
    await get(VerificationService).open(OpenRound.parse({ reviewId: country.review.id }), by);
  });
  on(2, 0, () =>
    get(ApprovalsService)
      .approve({ reviewId: country.review.id }, { ...by, personId: country.authority.id })
      .catch(refused),
  );

  // Reviews by three mechanisms, and letters.
  const note = async (name, facts) => {
    const { anchor } = await get(AnchorsService).set(SetAnchor.parse(facts), by);
    anchors[name] = anchor.id;
  };
  on(1, 0, () => note('review', { kind: 'REVIEW', subjectId: country.review.id, title: 'UPR 55', day: dayAt(20) }));
  on(1, 1, () =>
    note('council', {
      kind: 'COUNCIL_SESSION',
      subjectId: country.review.id,
      title: 'Council session',
      day: dayAt(25),
    }),
  );
  on(2, 0, () =>
    note('cedaw', { kind: 'TREATY_BODY_SESSION', mechanism: 'CEDAW', title: 'CEDAW session', day: dayAt(9) }),
  );
  on(10, 0, () =>
    note('cedawObservations', {
      kind: 'CONCLUDING_OBSERVATIONS',
      mechanism: 'CEDAW',
      title: 'CEDAW/C/KHM/CO/7',
      day: dayAt(10),
    }),
  );
  on(22, 0, () => note('cat', { kind: 'TREATY_BODY_SESSION', mechanism: 'CAT', title: 'CAT session', day: dayAt(30) }));
  on(31, 0, () =>
    note('catObservations', {
      kind: 'CONCLUDING_OBSERVATIONS',
      mechanism: 'CAT',
      title: 'CAT/C/KHM/CO/4',
      day: dayAt(31),
    }),
  );
  on(8, 3, () =>
    get(AnchorsService).move(anchors.review, dayAt(20, 12), { by, reason: 'The Council has set another week' }),
  );
  on(12, 0, () =>
    get(AnchorsService)
      .ask(anchors.review, { ruleCode: 'OWN-3', institutionIds: country.offices.map(({ id }) => id) }, by)
      .catch(refused),
  );
  for (let n = 0; n < 12; n += 1) {
    on(2 + n * 4, 11, () =>
      note(`letter${n}`, {
        kind: 'LETTER',
        title: `Letter ${n + 1}`,
        day: dayAt(2 + n * 4, 10),
        institutionId: chance.pick(country.offices.slice(0, 26), 'letter', String(n)).id,
        restricted: n % 2 === 0,
      }),
    );
  }
  // Every half year the secretariat asks everybody for figures.
  for (let n = 0; n < 9; n += 1) {
    for (const title of ['Progress of the half year', 'Figures for the indicators']) {
      on(4 + n * 6, 0, () =>
        get(DeadlinesService).setBy(
          SetDeadline.parse({
            kind: 'INFORMATION_REQUEST',
            title: `${title} ${n + 1}`,
            institutionIds: country.offices.map(({ id }) => id),
            dueOn: dayAt(5 + n * 6, 10),
          }),
          by,
        ),
      );
    }
  }
  leaveAndJoin(stage, chance, country, { on, by, dayAt });
  moveAndRest(stage, chance, country, { on });

  // A week without the worker, three days without the mail server.
  on(14, 6, () => stage.switchWorker(false));
  on(14, 13, () => stage.switchWorker(true), 2);
  on(27, 5, () => stage.sink.goAway(), 0);
  on(27, 8, () => stage.sink.comeBack(), 12);
  const answered = new Set();
  let heard = 0;
  return {
    /** Whoever has got a mail since the last look makes up their mind about what it says. */
    async hear() {
      const fresh = stage.sink.accepted.slice(heard);
      heard = stage.sink.accepted.length;
      if (fresh.length === 0) return;
      const mails = await db.now.mail.findMany({
        where: {
          id: { in: fresh.flatMap(({ mailId }) => mailId ?? []) },
          name: { in: ['digest', 'verification-request'] },
        },
        select: { id: true, name: true, personId: true, props: true, threadId: true },
        orderBy: { address: 'asc' },
      });
      for (const mail of mails) {
        const person = country.people.get(mail.personId);
        if (mail.name === 'verification-request') answerList(stage, chance, person, mail.threadId);
        else for (const item of mail.props.items) decide(stage, chance, country, person, item, answered, { by, clock });
      }
    },
  };
}

/** Somebody was faster, or the mandate is over by now: the product says so, and the person leaves it at that. */
const refused = (error) => {
  if (!('code' in error) || !('status' in error)) throw error;
};

function answerList(stage, chance, person, roundId) {
  if (chance.draw('verify', person.name) > 0.8) return;
  const wait = chance.between(0.2, 18, 'verify-when', person.name);
  stage.at(new Date(stage.clock.now().getTime() + wait * day), () => acceptAll(stage, person, roundId));
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
function decide(stage, chance, country, person, item, answered, { by }) {
  const { deadlineId, audience, news } = item;
  const soon = (low, high, ...words) =>
    new Date(stage.clock.now().getTime() + chance.between(low, high, ...words) * day);
  const key = [person.name, item.title ?? item.kind, item.institution ?? '', item.dueOn];
  if (news === 'ASKED') {
    if (answered.has(`asked ${deadlineId} ${item.dueOn}`)) return;
    answered.add(`asked ${deadlineId} ${item.dueOn}`);
    stage.at(soon(0.1, 3, 'decides', ...key), async () => {
      const request = await stage.db.now.deadlineRequest.findFirst({ where: { deadlineId, status: 'PENDING' } });
      if (!request) return;
      const isGranted = request.kind === 'MORE_TIME' && chance.draw('grants', ...key) < 0.7;
      const decision = isGranted
        ? { decision: 'GRANT', reason: 'Agreed' }
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
    const late = new Date(new Date(`${item.dueOn}T04:00:00Z`).getTime() + chance.between(1, 16, 'late', ...key) * day);
    stage.at(
      late > stage.clock.now() ? late : soon(1, 3, 'late', ...key),
      verify ? () => acceptAllOf(stage, person, deadlineId) : done,
    );
  } else if (mind < 0.7 && !verify && item.institution !== null) {
    const until = dayOf(new Date(new Date(`${item.dueOn}T00:00:00Z`).getTime() + 21 * day));
    const asked =
      mind < 0.67
        ? { kind: 'MORE_TIME', until, reason: 'The figures come late' }
        : { kind: 'NOT_OURS', named: 'Somebody else', reason: 'It is about something else' };
    stage.at(soon(0.1, 4, 'asks', ...key), () =>
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

/** Staff rotate: a mandate ends, with a successor, or without one for a while. */
function leaveAndJoin(stage, chance, country, { on, by }) {
  for (let n = 0; n < 45; n += 1) {
    const office = country.offices[n % country.offices.length];
    const role = chance.pick(['MAIN', 'MAIN', 'ALTERNATE', 'VALIDATING_AUTHORITY'], 'leaves', String(n));
    on(3 + n, Math.floor(chance.between(0, 25, 'leaves-on', String(n))), async () => {
      const held = await stage.db.now.mandate.findFirst({
        where: { institutionId: office.id, role, endedAt: null },
        orderBy: { startsOn: 'asc' },
      });
      if (!held) return;
      const successor = await country.makePerson(`Newcomer ${n}`);
      const endsOn = dayOf(stage.clock.now());
      if (chance.draw('successor', String(n)) < 0.7) {
        await stage
          .get(MandatesService)
          .end(held.id, { endsOn, successorPersonId: successor.id, reason: 'Posted elsewhere' }, by);
        return;
      }
      await stage.get(MandatesService).end(held.id, { endsOn, reason: 'Left' }, by);
      stage.at(new Date(stage.clock.now().getTime() + 40 * day), () =>
        stage.get(MandatesService).start(
          {
            personId: successor.id,
            institutionId: office.id,
            role,
            startsOn: dayOf(stage.clock.now()),
            endsOn: null,
          },
          by,
        ),
      );
    });
  }
}

/** People move to other zones, choose other hours, and go on leave. */
function moveAndRest(stage, chance, country, { on }) {
  const everybody = [...country.people.values()];
  const administrator = { rights: new Set(['administrator']), actor: system };
  for (let n = 0; n < 24; n += 1) {
    const person = chance.pick(everybody, 'moves', String(n));
    on(1 + n * 2, 9, async () => {
      const zone = chance.pick(
        ['Europe/Chisinau', 'America/Santiago', 'Pacific/Apia', 'Asia/Phnom_Penh', 'Africa/Casablanca'],
        'to',
        String(n),
      );
      await stage.get(PeopleService).change(person.id, { timeZone: zone }, administrator);
      person.hours.push({ ...person.hours.at(-1), from: stage.clock.now(), zone });
    });
  }
  for (let n = 0; n < 60; n += 1) {
    const person = chance.pick(everybody, 'rests', String(n));
    const substitute =
      chance.draw('substitute', String(n)) < 0.7 ? chance.pick(everybody, 'stands-in', String(n)) : null;
    on(1 + Math.floor(n * 0.85), 4, async () => {
      const start = stage.clock.now().getTime() + 2 * day;
      const leave = {
        startsOn: dayOf(new Date(start)),
        endsOn: dayOf(new Date(start + chance.between(4, 24, 'rest', String(n)) * day)),
      };
      if (substitute === person || person.leaves.some(({ endsOn }) => endsOn >= leave.startsOn)) return;
      const id = newId();
      await stage.db.transaction(async (tx) => {
        await tx.leave.create({
          data: {
            id,
            personId: person.id,
            startsOn: new Date(leave.startsOn),
            endsOn: new Date(leave.endsOn),
            substituteId: substitute?.id ?? null,
          },
        });
        const fact = { leaveId: id, personId: person.id, ...leave, substituteId: substitute?.id ?? null };
        await stage.get(Outbox).publish(tx, 'leave.planned', fact, { by: system });
      });
      person.leaves.push({ ...leave, substituteId: substitute?.id ?? null });
    });
  }
}
