// What people do in four and a half years: the mechanism's own work, and all that happens to those it writes to.
import {
  ApprovalsService,
  OpenRound,
  ProposalsService,
  VerificationService,
} from '../../dist/libs/assignments/index.js';
import { AnchorsService, DeadlinesService, SetAnchor, SetDeadline } from '../../dist/libs/deadlines/index.js';
import { answerList, decide, refused, telephone } from './answers.mjs';
import { system } from './country.mjs';
import { planSecretariat } from './secretariat.mjs';
import { planStaff } from './staff.mjs';
import { dayOf } from './wall.mjs';

/** Writes the mechanism's four and a half years into the stage's plans. */
export function planLives(stage, chance, country, { from, until }) {
  const { get } = stage;
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
  const answered = new Set();
  const forget = (deadlineId) => {
    for (const known of answered) if (known.includes(deadlineId)) answered.delete(known);
  };
  planStaff(stage, chance, country, { on, by });
  planSecretariat(stage, chance, country, { on, by, dayAt }, forget);

  // Now and then a week without the worker, three days without the mail server.
  const outage = (kind, { off, on: back }) => {
    const known = { kind, from: null, until: null };
    const [goAway, comeBack] =
      kind === 'worker'
        ? [() => stage.switchWorker(false), () => stage.switchWorker(true)]
        : [stage.sink.goAway, stage.sink.comeBack];
    on(
      ...off.slice(0, 2),
      () => {
        goAway();
        known.from = stage.clock.now();
        country.outages.push(known);
      },
      off[2],
    );
    on(
      ...back.slice(0, 2),
      () => {
        comeBack();
        known.until = stage.clock.now();
      },
      back[2],
    );
  };
  outage('worker', { off: [5, 1, 3], on: [5, 8, 2] });
  outage('server', { off: [5, 9, 0], on: [5, 12, 8] });
  outage('worker', { off: [14, 6, 3], on: [14, 13, 2] });
  outage('server', { off: [27, 5, 0], on: [27, 8, 8] });
  on(5, 12, () => telephone(stage, by), 4);
  on(27, 8, () => telephone(stage, by), 4);
  return {
    /** Whoever has got a mail makes up their mind about what it says. */
    hear(mails) {
      for (const { name, personId, props, threadId } of mails) {
        const person = country.people.get(personId);
        if (name === 'verification-request') answerList(stage, chance, person, threadId);
        else for (const item of props.items) decide(stage, chance, country, person, item, answered, { by });
      }
    },
  };
}
