import { aDesk, type Desk } from '../support/desk.js';
import { aBrowser, faultsOf, type OurBrowser } from '../support/browser.js';
import { aPerson } from '../support/factories.js';
import { recordedMeetings } from '../support/recorded.js';
import { describeWithChromium } from '../support/settings.js';
import { tabsOf } from '../support/tabs.js';

describeWithChromium('the pages about a meeting, in a browser without JavaScript', () => {
  let desk: Desk;
  let browser: OurBrowser;
  let base: string;
  let tabs: ReturnType<typeof tabsOf>;
  let meetings: ReturnType<typeof recordedMeetings>;
  beforeAll(async () => {
    desk = await aDesk({ now: '2026-09-14T03:00:00Z' });
    meetings = recordedMeetings(desk);
    browser = await aBrowser();
    base = await desk.api.app.getUrl();
    tabs = tabsOf(desk.api, browser, base);
  });
  afterAll(async () => {
    await browser.close();
    await desk.close();
  });

  it('note who came, write what was said and promised, ask for comments, and end', async () => {
    const { id } = await meetings.held({ title: 'On schools' });
    const bopha = await meetings.anInvitee(id, { name: 'Chan Bopha', doorCode: 'PASS22' });
    await meetings.anInvitee(id, { name: 'Keo Sophea' });
    const tab = await tabs.as(desk.coordinator, `/consultations/${id}/attendance`);
    await tab.getByLabel('Code').fill('pass22');
    await tab.getByRole('button', { name: 'Let in', exact: true }).first().click();
    expect(await tabs.said(tab)).toContain('Chan Bopha');
    await tab.getByLabel('Keo Sophea').check();
    await tabs.press(tab, 'Save the list');
    expect(await tabs.said(tab)).toBe('1 change was saved.');
    await tab.goto(`${base}/consultations/${id}/minutes`);
    await tab.getByLabel('1. Schools').fill('All schools are to be open.');
    await tabs.press(tab, 'Save the minutes');
    await tabs.follow(tab, 'Add a commitment');
    await tab.getByLabel('What is promised').fill('Open the schools');
    await tab.getByLabel('Until when').fill('2026-12-01');
    await tabs.press(tab, 'Save the commitment');
    await tabs.press(tab, 'Send for comments');
    expect(await tabs.said(tab)).toBe('The minutes go to everybody who took part.');
    await tab.goto(`${base}${await meetings.linkOf(bopha)}/minutes`);
    await tab.getByLabel('About').selectOption('1. Schools');
    await tab.getByLabel('Your comment').fill('By when?');
    await tabs.press(tab, 'Send the comment');
    expect(await tabs.said(tab)).toBe('Thank you: your comment has been received.');
    await tab.goto(`${base}/consultations/${id}/minutes/comments`);
    await tab.getByLabel('Taken up', { exact: true }).check();
    await tabs.press(tab, 'Reply');
    expect(await tabs.said(tab)).toBe('The reply is saved; its author reads it.');
    desk.clock.set('2026-09-28T03:00:00Z');
    const later = await tabs.as(desk.coordinator, `/consultations/${id}/minutes`);
    await tabs.press(later, 'Make the minutes final');
    expect(await tabs.said(later)).toBe('The minutes are final.');
    desk.clock.set('2026-09-15T05:00:00Z');
  });

  it.each(['en', 'fr', 'km'])('have no fault that axe finds, in %s', async (locale) => {
    const { meeting, invitee } = await meetings.circulated();
    const { id } = meeting;
    const code = `AXE${locale.toUpperCase()}`;
    await meetings.anInvitee(id, { name: 'Keo Sophea', doorCode: code });
    const mine = await meetings.anInvitee(id, { locale });
    const promised = { what: 'Open the schools', institutionId: null, agendaItemId: null, recommendationIds: [] };
    const commitmentId = await meetings.commitments.make(id, { ...promised, dueOn: '2026-12-01' }, desk.by);
    const by = { personId: invitee.person.id, onBehalfOfId: null, via: 'link' as const };
    await meetings.comments.comment(
      { invitationId: invitee.id, consultationId: id, by },
      { text: 'By when?', agendaItemId: meeting.items[0] ?? null },
    );
    const reader = await aPerson(desk.db, { roles: ['COORDINATOR'], locale });
    const tab = await tabs.as(reader, '/', { javaScriptEnabled: true });
    const ofDesk = [
      'attendance',
      'attendance/print',
      'minutes',
      'minutes.html',
      'minutes/comments',
      'minutes/commitments/new',
      `minutes/commitments/${commitmentId}`,
    ].map((page) => `/consultations/${id}/${page}`);
    for (const url of [...ofDesk, `/door/${code}`, `${await meetings.linkOf(mine)}/minutes`]) {
      await tab.goto(base + url);
      expect([url, await faultsOf(tab)]).toEqual([url, []]);
      expect(await tab.locator('html').getAttribute('lang')).toBe(locale);
    }
  });
});
