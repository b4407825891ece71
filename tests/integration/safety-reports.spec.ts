import type { Role } from '../../libs/platform/index.js';
import { IntimidationService } from '../../libs/safety/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { contributors, type Contributors } from '../support/contributed.js';
import { aMandate, aPerson } from '../support/factories.js';
import { tracesOf } from '../support/traces.js';

const text = 'Two men asked at my door who had invited me';
const contact = 'ring my aunt, 012 345 678';

let desk: Desk;
let people: Contributors;
beforeAll(async () => {
  desk = await aDesk();
  people = contributors(desk);
});
afterAll(() => desk.close());
beforeEach(async () => {
  desk.clock.set('2026-03-02T03:00:00Z');
  await name(null);
});

const name = (safetyContactId: string | null) =>
  desk.db.now.consultationRules.update({ where: { id: 1 }, data: { safetyContactId } });
const aReader = (roles: Role[] = ['OBSERVER']) => aPerson(desk.db, { name: 'Chan Sopheap', roles });
const reportsOf = (personId: string) =>
  desk.db.now.intimidationReport.findMany({ where: { personId }, orderBy: { id: 'asc' } });
const entered = { text, contact };

describe('a report of intimidation', () => {
  it('by the link of an invitation goes to the contact of that consultation, and only they can read it', async () => {
    const { id } = await people.aConsultation({ title: 'On land' });
    const [own, usual] = [await aReader(), await aReader()];
    await name(usual.id);
    await desk.db.now.consultation.update({ where: { id }, data: { safetyContactId: own.id } });
    const invitee = await people.anInvitee(id, { name: 'Sovann Chenda' });
    const sent = await people.press(`${invitee.base}/safety/report`, entered);
    expect(sent.headers['location']).toBe(`${invitee.base}/safety?done=reported`);
    expect((await people.open(sent.headers['location'] ?? '')).body).toContain(
      'Only the person it goes to can read it',
    );
    const [report] = await reportsOf(own.id);
    expect(report).toMatchObject({ ...entered, consultationId: id, readAt: null });
    expect(await reportsOf(usual.id)).toEqual([]);

    const path = `/safety-reports/${report?.id}`;
    const administrator = await aPerson(desk.db, { roles: ['ADMINISTRATOR', 'COORDINATOR', 'OFFICER', 'HEAD'] });
    for (const personId of [administrator.id, desk.coordinator.id, usual.id]) {
      const headers = await desk.api.signIn(personId);
      expect((await people.open(path, headers)).statusCode).toBe(404);
      expect((await people.press(`${path}/open`, {}, headers)).statusCode).toBe(404);
      expect((await people.press(`${path}/close`, { note: 'Done' }, headers)).statusCode).toBe(404);
    }
    expect((await people.open('/safety-reports', await desk.api.signIn(administrator.id))).statusCode).toBe(404);
    expect((await people.open(path)).statusCode).toBe(303);

    const headers = await desk.api.signIn(own.id);
    expect((await people.open('/', headers)).body).toContain('href="/safety-reports"');
    const list = (await people.open('/safety-reports', headers)).body;
    expect(list).toContain(path);
    expect(list).not.toContain('my door');
    expect((await people.open(path, headers)).body).not.toContain('my door');
    expect(await reportsOf(own.id)).toMatchObject([{ readAt: null }]);
    await people.press(`${path}/open`, {}, headers);
    const opened = (await people.open(path, headers)).body;
    for (const words of ['my door', 'my aunt', 'On land']) expect(opened).toContain(words);
    expect(opened).not.toContain('Sovann');
  });

  it('keeps when it was read first, and is closed once with a note', async () => {
    const reader = await aReader();
    await name(reader.id);
    await people.press('/safety', entered);
    const [report] = await reportsOf(reader.id);
    const path = `/safety-reports/${report?.id}`;
    const headers = await desk.api.signIn(reader.id);
    await people.press(`${path}/close`, { note: 'Not read' }, headers);
    expect(await reportsOf(reader.id)).toMatchObject([{ closedAt: null }]);
    await people.press(`${path}/open`, {}, headers);
    desk.clock.set('2026-03-02T04:00:00Z');
    await people.press(`${path}/open`, {}, headers);
    expect((await people.press(`${path}/close`, { note: ' ' }, headers)).statusCode).toBe(422);
    await Promise.all([1, 2, 3].map((n) => people.press(`${path}/close`, { note: `Rang her, ${n}` }, headers)));
    const [closed] = await reportsOf(reader.id);
    expect(closed).toMatchObject({
      readAt: new Date('2026-03-02T03:00:00Z'),
      closedAt: new Date('2026-03-02T04:00:00Z'),
    });
    const events = await desk.eventsOf(report?.id ?? '');
    expect(events).toEqual(['intimidation.reported', 'intimidation.closed']);
  });

  it('stands nowhere else: no event names anybody, its mail says nothing and is in no list', async () => {
    const reader = await aReader();
    await name(reader.id);
    const { id } = await people.aConsultation({ title: 'On land and water' });
    const invitee = await people.anInvitee(id, { name: 'Sovann Chenda' });
    await people.press(`${invitee.base}/safety/report`, entered);
    await desk.work();
    expect(await tracesOf(desk, [text, contact])).toEqual([
      `intimidation_report: ${text}`,
      `intimidation_report: ${contact}`,
    ]);
    const [report] = await reportsOf(reader.id);
    expect(await desk.db.now.event.findMany({ where: { subjectIds: { has: report?.id ?? '' } } })).toMatchObject([
      { name: 'intimidation.reported', actorId: null, via: 'system', payload: { reportId: report?.id } },
    ]);
    const [mail] = await desk.mails('intimidation-reported', reader.id);
    expect(mail).toMatchObject({ props: { name: 'Chan Sopheap' }, threadId: null });
    const headers = await desk.api.signIn(desk.coordinator.id);
    const ledger = await desk.api.request({ url: `/api/v1/mails?personId=${reader.id}`, headers });
    expect(ledger.json()).toMatchObject({ items: [] });
    expect((await people.open(`/mails/${mail?.id}`, headers)).statusCode).toBe(404);
  });

  it('by whoever has no link goes to the usual contact', async () => {
    const reader = await aReader();
    await name(reader.id);
    const page = await people.open('/safety', { 'accept-language': 'fr' });
    expect(page.body).toContain('Avez-vous été menacé');
    expect((await people.press('/safety', { text, contact: '' })).headers['location']).toBe('/safety?done=reported');
    expect(await reportsOf(reader.id)).toMatchObject([{ contact: null, consultationId: null }]);
  });

  it('is one, though its form is sent ten times at once; other words from the same form are another', async () => {
    const reader = await aReader();
    await name(reader.id);
    const { base } = await people.anInvitee((await people.aConsultation()).id);
    for (const [page, path] of [
      ['/safety', '/safety'],
      [`${base}/safety`, `${base}/safety/report`],
    ] as const) {
      await desk.db.now.intimidationReport.deleteMany({ where: { personId: reader.id } });
      const before = await desk.db.now.mail.count({ where: { personId: reader.id } });
      const id = /name="id" value="([^"]+)"/.exec((await people.open(page)).body)?.[1] ?? '';
      const answers = await Promise.all(Array.from({ length: 10 }, () => people.press(path, { id, ...entered })));
      expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([303]));
      expect(await reportsOf(reader.id)).toMatchObject([{ id, text }]);
      expect(await desk.db.now.mail.count({ where: { personId: reader.id } })).toBe(before + 1);
      await people.press(path, { id, ...entered, text: 'They came again' });
      expect(await reportsOf(reader.id)).toHaveLength(2);
    }
  });

  it('is not swallowed where nobody is named: it is said where else to turn, and the text stays', async () => {
    const { id } = await people.aConsultation();
    const invitee = await people.anInvitee(id);
    expect((await people.open(`${invitee.base}/safety`)).body).toContain('reprisals@ohchr.org');
    for (const path of ['/safety', `${invitee.base}/safety/report`]) {
      const refused = await people.press(path, entered);
      expect(refused.statusCode).toBe(409);
      expect(refused.body).toContain('nothing was kept or sent');
      expect(refused.body).toContain(`>${text}</textarea>`);
    }
    expect(
      await desk.db.now.mail.count({ where: { name: 'intimidation-reported', createdAt: { gt: desk.clock.now() } } }),
    ).toBe(0);
  });

  it.each([
    ['was forgotten', { forgottenAt: new Date('2026-03-01T00:00:00Z') }, ['OBSERVER' as const]],
    ['cannot sign in any more', {}, []],
  ])('does not go to a contact who %s, but to the usual one', async (_, facts, roles) => {
    const [gone, usual] = [await aReader([...roles]), await aReader()];
    await desk.db.now.person.update({ where: { id: gone.id }, data: facts });
    await name(usual.id);
    const { id } = await people.aConsultation();
    await desk.db.now.consultation.update({ where: { id }, data: { safetyContactId: gone.id } });
    await people.press(`${(await people.anInvitee(id)).base}/safety/report`, entered);
    expect([await reportsOf(gone.id), await reportsOf(usual.id)].map(({ length }) => length)).toEqual([0, 1]);
  });

  it('needs words, and comes only so often from one address', async () => {
    await name((await aReader()).id);
    const refused = await people.press('/safety', { text: ' ', contact });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('href="#text"');
    expect(refused.body).toContain(contact);
    const statuses: number[] = [];
    for (let n = 0; n < 21; n += 1) {
      const { statusCode } = await desk.api.request({
        method: 'POST',
        url: '/safety',
        remoteAddress: '192.0.2.9',
        headers: { accept: 'text/html' },
      });
      statuses.push(statusCode);
    }
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('who reads reports', () => {
  it('is named by an administrator, among those who can sign in; reports under way stay with whom they were sent to', async () => {
    const [before, after] = [await aReader(), (await aMandate(desk.db)).personId];
    const administrator = await desk.api.signIn((await aPerson(desk.db, { roles: ['ADMINISTRATOR'] })).id);
    const set = (personId: string) => people.press('/safety-contact', { personId }, administrator);
    expect((await people.open('/safety-contact', administrator)).body).toContain('Nobody is named');
    for (const _ of [1, 2]) expect((await set(before.id)).headers['location']).toBe('/safety-contact?done=set');
    await people.press('/safety', entered);
    await set(after);
    expect(await reportsOf(before.id)).toHaveLength(1);
    expect((await people.open('/safety-reports', await desk.api.signIn(before.id))).statusCode).toBe(200);
    expect((await people.open('/safety-reports', await desk.api.signIn(after))).body).toContain('No report has come');
    const events = await desk.db.now.event.findMany({ where: { name: 'consultation-rules.set' } });
    expect(events).toHaveLength(2);
    const outsider = await set((await aPerson(desk.db)).id);
    expect([outsider.statusCode, outsider.body.includes('href="#personId"')]).toEqual([422, true]);
    expect((await people.open('/safety-contact', await desk.api.signIn(desk.coordinator.id))).statusCode).toBe(403);
    expect((await set('')).statusCode).toBe(303);
    expect(await desk.api.app.get(IntimidationService).hasReader(null)).toBe(false);
  });
});
