import { DeadlinesService } from '../../libs/deadlines/index.js';
import { fromDay, toDay } from '../../libs/platform/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { anInstitution, aReview } from '../support/factories.js';
import { aPlanner, type Change } from '../support/planning.js';

let desk: Desk;
let plan: Awaited<ReturnType<typeof aPlanner>>;
beforeAll(async () => {
  desk = await aDesk({ now: '2018-01-02T03:00:00Z' });
  plan = await aPlanner(desk.api);
});
afterAll(() => desk.close());
beforeEach(async () => {
  desk.clock.set('2018-01-02T03:00:00Z');
  // What one test has planned is not planned anew by the next.
  await desk.db.now.anchor.deleteMany();
});

describe('a review on 30 January 2019', () => {
  it('has nine deadlines, seven of its own and two of the Council session, each with its reason', async () => {
    const review = await aReview(desk.db, { session: 32 });
    const { anchor, changes } = await plan.aDate('2019-01-30', {
      kind: 'REVIEW',
      subjectId: review.id,
      title: 'UPR 32',
    });
    const session = await plan.aDate('2019-06-24', { kind: 'COUNCIL_SESSION', subjectId: review.id, title: 'HRC 41' });
    expect(changes.map(({ from, to }) => [from, to])).toEqual(
      ['2018-01-30', '2018-06-30', '2018-11-07', '2018-12-19', '2019-01-20', '2019-01-30', '2019-02-13'].map((day) => [
        null,
        day,
      ]),
    );
    expect(session.changes.map(({ title, to }) => [title, to])).toEqual([
      ['Positions on the recommendations (addendum)', '2019-06-24'],
      ['Mid-term report (voluntary)', '2021-12-24'],
    ]);
    const [report] = await plan.deadlinesOf(anchor.id, 'UPR-4');
    expect(await plan.explained(report!.id)).toBe(
      '12 weeks before 30 January 2019 (UPR 32) = 7 November 2018, a Wednesday; rule UPR-4, not confirmed, source: ' +
        'OHCHR practice for UPR submissions; compare with the note verbale of the session',
    );
    expect(await plan.explained(report!.id, 'fr')).toBe(
      '12 semaines avant le 30 janvier 2019 (UPR 32) = 7 novembre 2018, un mercredi; règle UPR-4, non confirmée, source : ' +
        'OHCHR practice for UPR submissions; compare with the note verbale of the session',
    );
    expect(await plan.explained(report!.id, 'km')).toMatch(
      /^12 សប្តាហ៍ មុន 30 មករា 2019 \(UPR 32\) = 7 វិច្ឆិកា 2018 ថ្ងៃពុធ; វិធាន UPR-4 មិនទាន់បញ្ជាក់/,
    );
    const [itself] = await plan.deadlinesOf(anchor.id, 'UPR-1');
    expect(await plan.explained(itself!.id)).toMatch(
      /^On 30 January 2019 itself \(UPR 32\), a Wednesday; rule UPR-1, source/,
    );
  });

  it('noted in the register is a date by itself, and moved there moves what follows', async () => {
    const review = await aReview(desk.db, { session: 33, reviewedOn: fromDay('2019-05-08') });
    const patch = async (reviewedOn: string | null) => {
      expect((await plan.ask('PATCH', `reviews/${review.id}`, { reviewedOn })).statusCode).toBe(200);
      await desk.work();
      return desk.db.now.anchor.findFirst({ where: { subjectId: review.id } });
    };
    const anchor = await patch('2019-05-09');
    expect(await plan.dueOn(anchor!.id, 'UPR-4')).toEqual(['2019-02-14']);
    await patch('2019-05-16');
    expect(await plan.dueOn(anchor!.id, 'UPR-4')).toEqual(['2019-02-21']);
    expect(await patch(null)).toBeNull();
    const left = await desk.db.now.deadline.findMany({ where: { subjectId: review.id } });
    expect(new Set(left.map(({ status }) => status))).toEqual(new Set(['WAIVED']));
  });
});

describe('days', () => {
  it.each([
    ['a month after 31 January is the last of February', '2019-01-31', { offset: 1, unit: 'MONTHS' }, '2019-02-28'],
    ['in a leap year too', '2020-01-31', { offset: 1, unit: 'MONTHS' }, '2020-02-29'],
    [
      'a year after a leap day is the day before it would be',
      '2020-02-29',
      { offset: 12, unit: 'MONTHS' },
      '2021-02-28',
    ],
    ['four years after it is the next one', '2020-02-29', { offset: 48, unit: 'MONTHS' }, '2024-02-29'],
    ['a month before 31 March is the last of February', '2019-03-31', { offset: -1, unit: 'MONTHS' }, '2019-02-28'],
    ['twelve months before a review on a leap day', '2024-02-29', { offset: -12, unit: 'MONTHS' }, '2023-02-28'],
  ] as const)('%s', async (_, from, offset, to) => {
    const { code } = await plan.aRule(offset);
    const { anchor } = await plan.aDate(from);
    expect(await plan.dueOn(anchor.id, code)).toEqual([to]);
  });

  describe('over Khmer New Year 2027, from Wednesday 14 to Friday 16 April', () => {
    beforeAll(() =>
      desk.db.now.holiday.createMany({
        data: ['2027-04-14', '2027-04-15', '2027-04-16'].map((day) => ({
          countryCode: 'KHM',
          day: fromDay(day),
          name: 'Khmer New Year',
          source: 'Sub-decree',
        })),
      }),
    );
    it.each([
      ['stay where nobody rolls them', { roll: 'NONE' }, '2027-04-15'],
      ['are put off to Monday', { roll: 'NEXT' }, '2027-04-19'],
      ['are brought forward to Tuesday', { roll: 'PREVIOUS' }, '2027-04-13'],
      ['are not counted as working days', { unit: 'WORKING_DAYS' }, '2027-04-22'],
      ['are working days in Switzerland', { unit: 'WORKING_DAYS', calendarCode: 'CHE' }, '2027-04-19'],
    ] as const)('%s', async (_, facts, to) => {
      if ('calendarCode' in facts) {
        const row = { countryCode: facts.calendarCode, weekend: [6, 7], source: 'Labour Act' };
        await desk.db.now.calendar.create({ data: row });
      }
      const { code } = await plan.aRule(facts);
      const { anchor } = await plan.aDate('2027-04-05');
      expect(await plan.dueOn(anchor.id, code)).toEqual([to]);
    });

    it('say so where they were rolled, and only there', async () => {
      const { code } = await plan.aRule({ roll: 'NEXT' });
      const rolled = await plan.aDate('2027-04-05');
      const [late] = await plan.deadlinesOf(rolled.anchor.id, code);
      expect(await plan.explained(late!.id)).toBe(
        '10 days after 5 April 2027 (AL KHM 1/2018) = 15 April 2027, a Thursday; offices are closed then: ' +
          `put off to 19 April 2027, a Monday; rule ${code}, source: Our own practice`,
      );
      const open = await plan.aDate('2027-04-26');
      const [plain] = await plan.deadlinesOf(open.anchor.id, code);
      expect(await plan.explained(plain!.id)).toBe(
        `10 days after 26 April 2027 (AL KHM 1/2018) = 6 May 2027, a Thursday; rule ${code}, source: Our own practice`,
      );
    });
  });
});

describe('a deadline that follows another', () => {
  it('moves with it, also where it was moved by hand, and says whom it follows', async () => {
    const first = await plan.aRule();
    const { anchor } = await plan.aDate('2026-05-01');
    // Set later than what it follows.
    const second = await plan.aRule({ anchor: 'DEADLINE', afterCode: first.code, offset: 2, unit: 'WEEKS' });
    expect(await plan.dueOn(anchor.id, second.code)).toEqual(['2026-05-25']);
    const [followed] = await plan.deadlinesOf(anchor.id, first.code);
    const [follower] = await plan.deadlinesOf(anchor.id, second.code);
    await plan.post(`deadlines/${followed!.id}/move`, { to: '2026-06-01', reason: 'Agreed by telephone' });
    expect(await plan.dueOn(anchor.id, second.code)).toEqual(['2026-06-15']);
    expect(await plan.explained(follower!.id)).toBe(
      `2 weeks after 1 June 2026 (${first.titles.en}) = 15 June 2026, a Monday; rule ${second.code}, source: Our own practice`,
    );
    expect(await plan.explained(followed!.id)).toBe(
      '10 days after 1 May 2026 (AL KHM 1/2018) = 11 May 2026, a Monday; moved by hand to 1 June 2026, a Monday; ' +
        `rule ${first.code}, source: Our own practice`,
    );
    // The anchor moves neither of them now.
    const moved = await plan.post<{ changes: Change[] }>(`anchors/${anchor.id}/move`, {
      day: '2026-05-08',
      reason: 'Typed wrong',
    });
    const ours = moved.changes.filter(({ deadlineId }) => [followed!.id, follower!.id].includes(deadlineId ?? ''));
    expect(ours).toEqual([]);
  });

  it('is there only once institutions were asked, where they are asked by name', async () => {
    const asked = await plan.aRule({ owner: 'ASKED_INSTITUTIONS' });
    const after = await plan.aRule({ anchor: 'DEADLINE', afterCode: asked.code, offset: 1 });
    const { anchor } = await plan.aDate('2026-05-01');
    expect(await plan.deadlinesOf(anchor.id, after.code)).toEqual([]);
    const { id } = await anInstitution(desk.db);
    const answer = await plan.post<object>(`anchors/${anchor.id}/asked-institutions`, {
      ruleCode: asked.code,
      institutionIds: [id],
    });
    expect(answer).toEqual({ asked: 1 });
    expect(await plan.dueOn(anchor.id, asked.code)).toEqual(['2026-05-11']);
    expect(await plan.dueOn(anchor.id, after.code)).toEqual(['2026-05-12']);
  });

  describe('that several institutions were asked for', () => {
    /** A letter that X answers for; X and Y are asked by 11 May, and Y has got till 1 June. */
    const asked = async () => {
      const [x, y] = [(await anInstitution(desk.db)).id, (await anInstitution(desk.db)).id];
      const { code } = await plan.aRule({ owner: 'ASKED_INSTITUTIONS' });
      const { anchor } = await plan.aDate('2026-05-01', { institutionId: x });
      const ask = (...institutionIds: string[]) =>
        plan.post(`anchors/${anchor.id}/asked-institutions`, { ruleCode: code, institutionIds });
      await ask(x, y);
      const of = async (ruleCode: string) => {
        const rows = await desk.db.now.deadline.findMany({
          where: { anchorId: anchor.id, rule: { code: ruleCode } },
          orderBy: { dueOn: 'asc' },
        });
        return rows.map(({ institutionId, dueOn }) => [institutionId, toDay(dueOn)]);
      };
      const move = async (institutionId: string, to: string, ruleCode = code) => {
        const { id } = await desk.db.now.deadline.findFirstOrThrow({
          where: { anchorId: anchor.id, institutionId, rule: { code: ruleCode } },
        });
        await plan.post(`deadlines/${id}/move`, { to, reason: 'Agreed by telephone' });
        return id;
      };
      await move(y, '2026-06-01');
      const after = { anchor: 'DEADLINE' as const, afterCode: code, offset: 1, unit: 'WEEKS' as const };
      return { x, y, anchor, ask, of, move, after };
    };

    it('follows that of its own institution, one each; who is asked later gets one too', async () => {
      const { x, y, ask, of, move, after } = await asked();
      const each = await plan.aRule({ ...after, owner: 'ASKED_INSTITUTIONS' });
      const next = await plan.aRule({ ...after, afterCode: each.code, owner: 'ASKED_INSTITUTIONS' });
      expect(await of(each.code)).toEqual([
        [x, '2026-05-18'],
        [y, '2026-06-08'],
      ]);
      expect(await of(next.code)).toEqual([
        [x, '2026-05-25'],
        [y, '2026-06-15'],
      ]);
      await move(x, '2026-07-01');
      const { id: z } = await anInstitution(desk.db);
      await ask(z);
      expect(await of(each.code)).toEqual([
        [z, '2026-05-18'],
        [y, '2026-06-08'],
        [x, '2026-07-08'],
      ]);
      expect(await of(next.code)).toEqual([
        [z, '2026-05-25'],
        [y, '2026-06-15'],
        [x, '2026-07-15'],
      ]);
    });

    it('follows the latest of them where it is the secretariat’s, and says so', async () => {
      const { x, anchor, of, move, after } = await asked();
      const { code } = await plan.aRule(after);
      expect(await of(code)).toEqual([[null, '2026-06-08']]);
      const [deadline] = await plan.deadlinesOf(anchor.id, code);
      expect(await plan.explained(deadline!.id)).toMatch(/^1 week after 1 June 2026/);
      await move(x, '2026-07-01');
      expect(await of(code)).toEqual([[null, '2026-07-08']]);
      expect(await plan.explained(deadline!.id)).toMatch(/^1 week after 1 July 2026/);
    });

    it('follows another of the same day when the one it followed is brought forward', async () => {
      const { x, y, anchor, of, move, after } = await asked();
      await move(x, '2026-06-01');
      const { code } = await plan.aRule(after);
      const [deadline] = await plan.deadlinesOf(anchor.id, code);
      for (const [institutionId, day] of [
        [y, '2026-05-20'],
        [y, '2026-06-01'],
        [x, '2026-05-20'],
      ] as const) {
        await move(institutionId, day);
        expect(await of(code)).toEqual([[null, '2026-06-08']]);
        expect(await plan.explained(deadline!.id)).toMatch(/^1 week after 1 June 2026/);
      }
    });

    it('follows that of the institution which answers for the date', async () => {
      const { x, of, move, after } = await asked();
      const { code } = await plan.aRule({ ...after, owner: 'INSTITUTION' });
      expect(await of(code)).toEqual([[x, '2026-05-18']]);
      await move(x, '2026-05-12');
      expect(await of(code)).toEqual([[x, '2026-05-19']]);
    });

    it('follows what it followed before when it is handed to another institution', async () => {
      const { x, y, of, move, after } = await asked();
      const { code } = await plan.aRule({ ...after, owner: 'ASKED_INSTITUTIONS' });
      const { id: z } = await anInstitution(desk.db);
      const { id } = await desk.db.now.deadline.findFirstOrThrow({ where: { institutionId: x, rule: { code } } });
      await desk.db.transaction((tx) => desk.api.app.get(DeadlinesService).handTo(tx, id, z, { by: desk.by }));
      await move(x, '2026-07-01');
      expect(await of(code)).toEqual([
        [y, '2026-06-08'],
        [z, '2026-07-08'],
      ]);
    });
  });
});
