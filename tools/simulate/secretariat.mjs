// What the secretariat changes on the way: deadlines reopened and waived, plans, rules, holidays, the day of the review.
import { AnchorsService, DeadlineRulesService, DeadlinesService, SetRule } from '../../dist/libs/deadlines/index.js';
import { CalendarChangesService } from '../../dist/libs/deadlines/calendar-changes.service.js';
import { ReminderPlansService, StepsService } from '../../dist/libs/reminders/index.js';
import { refused } from './answers.mjs';
import { aPlan, kindsWithPlans, ownRules } from './country.mjs';
import { dayLength, dayOf, isWorked, plusDays } from './wall.mjs';

/** Everything the secretariat changes. `forget`: what people decided about a deadline counts no more. */
export function planSecretariat(stage, chance, country, when, forget) {
  changeMinds(stage, chance, country, when, forget);
  urge(stage, chance, when);
  changePlansAndRules(stage, chance, when);
  changeHolidays(stage, chance, country, when);
  moveReview(stage, chance, country, when);
}

/** Deadlines by what they are about: ids are other ones in every play. */
const inOrder = (db, status, { since, until }) => db.now.$queryRaw`
  SELECT d.id, d.due_on::text AS "dueOn" FROM deadline d
  LEFT JOIN institution i ON i.id = d.institution_id LEFT JOIN deadline_rule r ON r.id = d.rule_id
  LEFT JOIN assignment a ON a.id = d.subject_id LEFT JOIN recommendation n ON n.id = a.recommendation_id
  WHERE d.kind <> 'VERIFICATION' AND d.status = ${status}::"DeadlineStatus"
    AND (d.closed_at BETWEEN ${since} AND ${until} OR (d.status = 'OPEN' AND d.due_on BETWEEN ${since}::date AND ${until}::date))
  ORDER BY d.due_on, r.code, d.title, i.name, n.sort_key, d.created_at, d.id`;

/** Reports turn out to be incomplete; others are no longer asked for. */
function changeMinds(stage, chance, country, { on, by }, forget) {
  const around = (before, after) => ({
    since: new Date(stage.clock.now().getTime() - before * dayLength),
    until: new Date(stage.clock.now().getTime() + after * dayLength),
  });
  for (let n = 0; n < 54; n += 1) {
    on(2 + n, Math.floor(chance.between(0, 28, 'reopens-on', String(n))), async () => {
      const met = await inOrder(stage.db, 'MET', around(chance.draw('reopens-far', String(n)) < 0.5 ? 2 : 40, 0));
      if (met.length === 0) return;
      const { id } = chance.pick(met, 'reopens', String(n));
      await stage.get(DeadlinesService).reopen(id, { by, reason: 'The report is not complete' }).catch(refused);
      forget(id);
    });
    on(2 + n, Math.floor(chance.between(0, 28, 'waives-on', String(n))), async () => {
      const open = await inOrder(stage.db, 'OPEN', around(20, 20));
      if (open.length === 0) return;
      const { id } = chance.pick(open, 'waives', String(n));
      await stage.get(DeadlinesService).giveUp(id, { by, reason: 'Part of another report now' }).catch(refused);
    });
  }
}

/** A coordinator does not want to wait for those who have not verified their lists. */
function urge(stage, chance, { on, by }) {
  for (let n = 0; n < 3; n += 1) {
    const at = Math.floor(chance.between(0, 24, 'urges-at', String(n)));
    on(
      0,
      8 + Math.floor(chance.between(0, 12, 'urges', String(n))),
      async () => {
        const round = await stage.db.now.verificationRound.findFirst({ orderBy: { openedAt: 'desc' } });
        if (round) await stage.get(StepsService).remindNow(round.id, by);
      },
      at,
    );
  }
}

/** Other plans of reminders, and other rules, while deadlines are under way. */
function changePlansAndRules(stage, chance, { on, by }) {
  const cause = { by, reason: 'As the committee has decided' };
  for (let n = 0; n < 8; n += 1) {
    const kind = chance.pick(kindsWithPlans, 'plan-changes', String(n));
    on(4 + n * 6, Math.floor(chance.between(0, 28, 'plan-changes-on', String(n))), () =>
      stage.get(ReminderPlansService).set(kind, aPlan(chance, kind, `change ${n}`), cause),
    );
  }
  const setRule = async (code, offset) => {
    const { id } = await stage.db.now.deadlineRule.findFirstOrThrow({ where: { code, replacedAt: null } });
    const rule = { ...ownRules.find((one) => one.code === code), offset, replacesId: id };
    await stage.get(DeadlineRulesService).set(SetRule.parse(rule), cause);
  };
  on(6, 12, () => setRule('OWN-1', chance.pick([8, 10, 11], 'rule one')));
  on(13, 20, () => setRule('OWN-2', chance.pick([12, 13, 17], 'rule two')));
  on(13, 25, () => setRule('OWN-3', chance.pick([-22, -18, -16], 'rule three')));
}

/** The government declares holidays, or takes one back. */
function changeHolidays(stage, chance, country, { on, by }) {
  for (let n = 0; n < 10; n += 1) {
    on(2 + n * 5, Math.floor(chance.between(0, 28, 'holiday-on', String(n))), async () => {
      const { holidays } = country.calendar.at(-1);
      const day = plusDays(dayOf(stage.clock.now()), Math.floor(chance.between(9, 60, 'holiday', String(n))));
      const next = [...holidays].filter((holiday) => holiday > day).sort()[0];
      const isTaken = chance.draw('holiday-taken', String(n)) < 0.3 && next !== undefined;
      if (!isTaken && !isWorked(day, holidays)) return;
      const change = isTaken
        ? { kind: 'REMOVE', day: next }
        : { kind: 'ADD', day, name: 'Day of national mourning', nationalName: null, source: 'Sub-decree' };
      await stage.get(CalendarChangesService).apply('KHM', change, { by, reason: 'Sub-decree' });
      const changed = isTaken ? [...holidays].filter((holiday) => holiday !== next) : [...holidays, day];
      country.calendar.push({ from: stage.clock.now(), holidays: new Set(changed) });
    });
  }
}

/** The Council moves the review, and moves it back. */
function moveReview(stage, chance, country, { on, by, dayAt }) {
  for (let n = 0; n < 4; n += 1) {
    const move = (day, reason) => async () => {
      const where = { kind: 'REVIEW', subjectId: country.review.id };
      const anchor = await stage.db.now.anchor.findFirst({ where });
      if (anchor) await stage.get(AnchorsService).move(anchor.id, day, { by, reason });
    };
    const away = Math.floor(chance.between(-20, 25, 'review', String(n)));
    on(9 + n * 2, 14, move(dayAt(20, away), 'The Council has set another week'));
    const back = 15 + Math.floor(chance.between(0, 30, 'review-back', String(n)));
    on(9 + n * 2, back, move(dayAt(20, 12), 'The Council has set the week of before'));
  }
}
