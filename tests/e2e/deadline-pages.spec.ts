import { aDesk, type Desk } from '../support/desk.js';
import { aBrowser, faultsOf, type OurBrowser } from '../support/browser.js';
import { aMandate, anInstitution, aPerson, aReview } from '../support/factories.js';
import { describeWithChromium } from '../support/settings.js';
import { tabsOf } from '../support/tabs.js';

describeWithChromium('the pages about deadlines, in a browser without JavaScript', () => {
  let desk: Desk;
  let browser: OurBrowser;
  let base: string;
  let tabs: ReturnType<typeof tabsOf>;
  const institutions: Record<'education' | 'health', { id: string }> = { education: { id: '' }, health: { id: '' } };
  const focal: typeof institutions = { education: { id: '' }, health: { id: '' } };
  beforeAll(async () => {
    desk = await aDesk({ now: '2018-01-02T03:00:00Z' });
    await aReview(desk.db, { session: 32 });
    for (const [key, name] of [
      ['education', 'Ministry of Education'],
      ['health', 'ក្រសួងសុខាភិបាល'],
    ] as const) {
      institutions[key] = await anInstitution(desk.db, { name });
      focal[key] = await aPerson(desk.db, { name: key === 'education' ? 'Chan Bopha' : 'Keo Sophea' });
      await aMandate(desk.db, { personId: focal[key].id, institutionId: institutions[key].id, startsOn: '2017-01-02' });
    }
    await anInstitution(desk.db, { name: 'Legal Aid', kind: 'CSO' });
    browser = await aBrowser();
    base = await desk.api.app.getUrl();
    tabs = tabsOf(desk.api, browser, base);
  });
  afterAll(async () => {
    await browser.close();
    await desk.close();
  });

  it('note a review’s date, and its nine deadlines explain themselves', async () => {
    const tab = await tabs.as(desk.coordinator, '/');
    await tabs.follow(tab, 'See what is due, and when');
    await tab.getByText('Nobody owes anything.').waitFor();
    await tabs.follow(tab, 'Dates');
    await tab.getByLabel('Review', { exact: true }).selectOption('UPR, session 32');
    await tab.getByLabel('Day', { exact: true }).fill('2019-01-30');
    await tabs.press(tab, 'Note it');
    expect(await tabs.said(tab)).toBe('The date is noted, and 7 deadlines follow from it.');
    await tabs.follow(tab, 'Dates');
    await tab.getByLabel('Kind').selectOption('Session of the Human Rights Council');
    await tab.getByLabel('Review', { exact: true }).selectOption('UPR, session 32');
    await tab.getByLabel('Day', { exact: true }).fill('2019-06-24');
    await tab.getByLabel('Name').fill('HRC 41');
    await tabs.press(tab, 'Note it');
    expect(await tabs.said(tab)).toBe('The date is noted, and 2 deadlines follow from it.');
    await tabs.follow(tab, 'Deadlines');
    expect(
      await tab
        .getByRole('row', { name: /^the secretariat/ })
        .getByRole('cell')
        .allTextContents(),
    ).toEqual(['9', '1', '0', '0', '0', '0', '0']);
    await tabs.follow(tab, /^National report/);
    await tab
      .getByText(
        '12 weeks before 30 January 2019 (UPR, session 32) = 7 November 2018, a Wednesday; rule UPR-4, not confirmed, source:',
      )
      .waitFor();
  });

  it('show what moving a date would move, and move it with a reason that is kept', async () => {
    const tab = await tabs.as(desk.coordinator, '/dates');
    await tabs.follow(tab, 'UPR, session 32');
    await tab.getByLabel('New day').fill('2019-02-06');
    await tabs.press(tab, 'Show what would change');
    await tab.getByText('7 deadlines change').waitFor();
    const row = tab.getByRole('row', { name: /^National report/ });
    expect(await row.getByRole('cell').allTextContents()).toEqual([
      'Wednesday, 7 November 2018',
      'Wednesday, 14 November 2018' + '7 days later',
    ]);
    const report = () => desk.db.now.deadline.findFirstOrThrow({ where: { rule: { code: 'UPR-4' } } });
    expect((await report()).dueOn.toISOString()).toMatch(/^2018-11-07/);
    await tab.getByLabel('Why?').fill('The Council changed its timetable');
    await tabs.press(tab, 'Apply');
    expect(await tabs.said(tab)).toBe('The date is moved, and 7 deadlines with it.');
    expect((await report()).dueOn.toISOString()).toMatch(/^2018-11-14/);
    await tab.getByText('Reason: The Council changed its timetable').waitFor();
    await tabs.follow(tab, /^National report/);
    await tab.getByText('Wednesday, 7 November 2018 → Wednesday, 14 November 2018').waitFor();
    await tab.getByText('Reason: The Council changed its timetable').waitFor();
    const review = await desk.db.now.review.findFirstOrThrow({ where: { session: 32 } });
    await tab.goto(`${base}/work/${review.id}`);
    await tab.getByText('Wednesday, 6 February 2019').waitFor();
  });

  it('change a rule after showing before and after, and keep what it was', async () => {
    const tab = await tabs.as(desk.coordinator, '/deadline-rules');
    await tabs.follow(tab, 'Change: UPR-4');
    await tab.getByLabel('How long').fill('14');
    await tab.getByLabel('A source of authority confirms it').check();
    await tabs.press(tab, 'Show what would change');
    const row = tab.getByRole('row', { name: /^National report/ });
    expect(await row.textContent()).toContain('Wednesday, 31 October 2018' + '14 days earlier');
    await tabs.press(tab, 'Change the rule again');
    expect(await tab.getByLabel('How long').inputValue()).toBe('14');
    await tab.getByLabel('How long').fill('13');
    await tab.getByRole('textbox', { name: 'Source' }).fill('Note verbale of 4 May 2018');
    await tabs.press(tab, 'Show what would change');
    await tab.getByLabel('Why?').fill('The note verbale says so');
    await tabs.press(tab, 'Apply');
    expect(await tabs.said(tab)).toBe('The rule is set, and 1 deadline was planned anew.');
    const rule = tab.locator('#UPR-4');
    await rule.getByText('13 weeks before the review').waitFor();
    expect(await rule.getByText('not confirmed').count()).toBe(0);
    await rule.locator('summary').click();
    await rule.getByText('12 weeks before the review').waitFor();
  });

  it('set a deadline for every ministry, and let each see its own', async () => {
    const tab = await tabs.as(desk.coordinator, '/deadlines');
    await tabs.follow(tab, 'Set a deadline');
    await tab.getByLabel('What is due').fill('Figures on school attendance');
    await tab.getByLabel('Due day').fill('2018-02-09');
    await tab.getByLabel('All 2').check();
    await tabs.press(tab, 'Set it');
    expect(await tabs.said(tab)).toBe('2 deadlines are set.');
    await desk.work();
    const theirs = await tabs.as(focal.education, '/deadlines');
    expect(await theirs.getByRole('link', { name: 'Figures on school attendance' }).count()).toBe(1);
    expect(await theirs.getByText('ក្រសួងសុខាភិបាល').count()).toBe(0);
    expect(await theirs.getByRole('link', { name: 'Reminder plans' }).count()).toBe(0);
  });

  it('take a request for more time, and grant another day', async () => {
    const theirs = await tabs.as(focal.education, '/deadlines');
    await tabs.follow(theirs, 'Figures on school attendance');
    await tabs.unfold(theirs, 'Ask for more time');
    await theirs.locator('#more-time-until').fill('2018-03-09');
    await theirs.locator('#more-time-reason').fill('The census is late');
    await tabs.press(theirs, 'Ask for more time');
    expect(await tabs.said(theirs)).toContain('The secretariat has your request.');
    await desk.work();

    const tab = await tabs.as(desk.coordinator, '/');
    await tabs.follow(tab, '1 request about a deadline waits for your decision');
    const request = tab.getByRole('region', { name: 'more time: Figures on school attendance' });
    await request.getByText('More time, until Friday, 9 March 2018').waitFor();
    expect(await request.getByLabel('Until').inputValue()).toBe('2018-03-09');
    await request.getByLabel('Until').fill('2018-02-23');
    await request.getByLabel('Why?').fill('Two weeks must do');
    await request.getByRole('button', { name: 'Grant it' }).click();
    expect(await tabs.said(tab)).toBe('The request is granted; whoever asked is told.');
    await tab.getByText('No request waits.').waitFor();
    await desk.work();
    await theirs.reload();
    await theirs.getByText('Friday, 23 February 2018').first().waitFor();
    await theirs.getByText('Answer: Two weeks must do').waitFor();
    // Who in the secretariat it was is not theirs to know; why is.
    expect(await theirs.getByText('Kim Channary').count()).toBe(0);
    expect(await theirs.getByText('Reason: Two weeks must do').count()).toBeGreaterThan(0);
  });

  it('show the plan of a deadline as a line of days: what was told to whom, and what will be', async () => {
    desk.clock.set('2018-02-16T01:30:00Z');
    await desk.work();
    const tab = await tabs.as(desk.coordinator, `/deadlines?institutionId=${institutions.education.id}`);
    await tabs.follow(tab, 'Figures on school attendance');
    const line = tab.locator('.timeline > li');
    const lines = (await line.allTextContents()).map((text) => text.replace(/\s+/g, ' '));
    const at = (words: string) => lines.findIndex((text) => text.includes(words) && !text.includes('stopped'));
    expect(lines[at('7 days before the day')]).toMatch(
      /^Friday, 16 February 2018 ?told.*main focal point.*Chan Bopha, 16 Feb 2018/,
    );
    expect(lines[at('1 day before the day')]).toMatch(/^Thursday, 22 February 2018 ?planned.*main focal point/);
    expect(lines[at('5 working days after the day')]).toMatch(/^Friday, 2 March 2018 ?planned.*validating authority/);
    // What spoke of the day it was due before.
    expect(lines.find((text) => text.includes('stopped'))).toContain('Not said: the deadline was moved before.');
    expect(at('Today')).toBeGreaterThan(at('The deadline is set'));
    expect(at('Due day')).toBeGreaterThan(at('Today'));
    const theirs = await tabs.as(focal.education, new URL(tab.url()).pathname);
    expect(await theirs.locator('.timeline > li').count()).toBe(lines.length);
    expect(await theirs.locator('.timeline').getByText('Chan Bopha').count()).toBe(0);
  });

  it('say what is done, reopened, moved and waived, by keyboard alone', async () => {
    const tab = await tabs.as(desk.coordinator, `/deadlines?institutionId=${institutions.health.id}`);
    await tabs.follow(tab, 'Figures on school attendance');
    const act = async (name: string, fill: () => Promise<void>) => {
      await tab.locator('summary', { hasText: name }).focus();
      await tab.keyboard.press('Enter');
      await fill();
      await tab.getByRole('button', { name, exact: true }).focus();
      await tab.keyboard.press('Enter');
      await tab.getByRole('status').waitFor();
    };
    const because = (id: string) => tab.locator(`#${id}`).fill('As agreed in the meeting');
    await act('It is done', async () => {});
    expect(await tabs.said(tab)).toContain('it is done');
    await act('Reopen it', () => because('reopen-reason'));
    expect(await tabs.said(tab)).toContain('open again');
    await act('Move it', async () => {
      await tab.locator('#move-to').fill('2018-02-28');
      await because('move-reason');
    });
    await tab.getByText('Wednesday, 28 February 2018').first().waitFor();
    await act('Waive it', () => because('waive-reason'));
    expect(await tabs.said(tab)).toContain('It is waived');
    const { status } = await desk.db.now.deadline.findFirstOrThrow({
      where: { institutionId: institutions.health.id },
    });
    expect(status).toBe('WAIVED');
  });

  it('change how people are reminded', async () => {
    const tab = await tabs.as(desk.coordinator, '/reminder-plans');
    await tabs.follow(tab, 'Change: request for information');
    await tab.getByLabel('How long before (line 4)').fill('14');
    await tab.getByLabel('Every so many working days').fill('10');
    await tab.getByLabel('How many times').fill('3');
    await tabs.press(tab, 'Show what would change');
    expect(await tab.getByRole('alert').textContent()).toBe('Tick who is told.');
    expect(await tab.getByLabel('How long before (line 4)').inputValue()).toBe('14');
    await tab.locator('#again').getByLabel('coordinators').check();
    await tabs.press(tab, 'Show what would change');
    await tab.getByRole('region', { name: 'After' }).getByText('14 days before the day').waitFor();
    await tab.getByLabel('Why?').fill('More is needed');
    await tabs.press(tab, 'Apply');
    expect(await tabs.said(tab)).toContain('The plan is changed.');
    const plan = tab.getByRole('region', { name: 'request for information' });
    await plan.getByText('14 days before the day').waitFor();
    await plan.getByText('Then every 10 working days, 3 times').waitFor();
  });

  it('have no fault that axe finds, in any language, wide or narrow', async () => {
    const anchor = await desk.db.now.anchor.findFirstOrThrow({ where: { kind: 'REVIEW' } });
    const rule = await desk.db.now.deadlineRule.findFirstOrThrow({ where: { code: 'UPR-4', replacedAt: null } });
    const deadline = await desk.db.now.deadline.findFirstOrThrow({
      where: { institutionId: institutions.education.id },
    });
    const { personId } = await aMandate(desk.db);
    await desk.db.now.leave.create({
      data: { personId, startsOn: desk.clock.now(), endsOn: new Date('2030-01-01') },
    });
    const paths = [
      '/deadlines',
      '/deadlines?state=OPEN',
      '/deadlines/new',
      `/deadlines/${deadline.id}`,
      '/dates',
      `/dates/${anchor.id}`,
      `/dates/${anchor.id}/move?day=2019-02-13`,
      `/dates/${anchor.id}/move?day=never`,
      '/deadline-rules',
      `/deadline-rules/${rule.id}`,
      '/reminder-plans',
      '/reminder-plans/REPORT',
      '/leaves',
    ];
    for (const [locale, width] of [
      ['en', 1200],
      ['fr', 360],
      ['km', 360],
    ] as const) {
      const person = await aPerson(desk.db, { roles: ['COORDINATOR'], locale });
      const tab = await tabs.as(person, '/deadlines', { javaScriptEnabled: true });
      await tab.setViewportSize({ width, height: 800 });
      for (const path of locale === 'fr' ? paths.slice(0, 4) : paths) {
        await tab.goto(base + path);
        expect([path, await faultsOf(tab)]).toEqual([path, []]);
        const isTooWide = await tab.evaluate<boolean>(
          'document.documentElement.scrollWidth > document.documentElement.clientWidth',
        );
        expect([path, isTooWide]).toEqual([path, false]);
      }
    }
  });
});
