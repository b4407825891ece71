import { SchedulingService } from '../../libs/consultations/index.js';
import { aConsultation, anInvitation } from '../support/consultations.js';
import { aDesk, type Desk } from '../support/desk.js';
import { aMandate, aPerson, aRecommendation, aReview } from '../support/factories.js';

let desk: Desk;
const people: Record<string, string> = {};
beforeAll(async () => {
  desk = await aDesk({ now: '2026-03-02T03:00:00Z' });
  for (const locale of ['en', 'fr', 'km']) {
    people[locale] = (await aPerson(desk.db, { roles: ['COORDINATOR'], locale })).id;
  }
  people['officer'] = (await aPerson(desk.db, { roles: ['OFFICER'] })).id;
  people['observer'] = (await aPerson(desk.db, { roles: ['OBSERVER'] })).id;
  people['host'] = (await aMandate(desk.db)).personId;
  people['stranger'] = (await aMandate(desk.db)).personId;
});
afterAll(() => desk.close());

const headersOf = async (who: string) => ({ ...(await desk.api.signIn(people[who] ?? '')), accept: 'text/html' });
const get = async (who: string, url: string) => desk.api.request({ url, headers: await headersOf(who) });
const post = async (who: string, url: string, fields: Record<string, string | string[]>) => {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) form.append(name, one);
  const headers = { ...(await headersOf(who)), 'content-type': 'application/x-www-form-urlencoded' };
  return desk.api.request({ method: 'POST', url, headers, payload: form.toString() });
};
const follow = async (who: string, answer: Awaited<ReturnType<typeof post>>) => {
  expect(answer.statusCode).toBe(303);
  return get(who, answer.headers['location'] ?? '');
};
/** Where the page says that something is wrong. */
const faults = (html: string) => [...html.matchAll(/<a href="#([^"]+)">[^<]+<\/a>/g)].map(([, field]) => field);
const found = (id: string) => desk.db.now.consultation.findUniqueOrThrow({ where: { id } });
const april = { from: '2026-04-20T09:00', until: '2026-04-20T12:00' };

const facts = {
  title: 'Consultation on <prisons>',
  purpose: 'FOLLOW_UP',
  format: 'HYBRID',
  place: 'Hall',
  joinUrl: 'https://meet.example.org/x',
  languages: 'km, en',
  remindDays: '7, 2',
};

describe('every page', () => {
  it.each(['en', 'fr', 'km'])('can be read in %s, is small, and runs no script', async (who) => {
    const review = await aReview(desk.db);
    const { id, agenda } = await aConsultation(desk, {
      scheduled: april,
      agenda: ['Welcome', 'Discussion'],
      seats: [{ kind: 'CSO', seats: 20 }],
      subjects: [{ kind: 'REVIEW', subjectId: review.id }],
    });
    const draft = await aConsultation(desk);
    const paths = [
      '/consultations',
      '/consultations?status=SCHEDULED&q=report',
      '/consultations/new',
      `/consultations/${id}`,
      `/consultations/${id}/edit`,
      `/consultations/${id}/agenda`,
      `/consultations/${id}/agenda/${agenda[0]!.id}`,
      `/consultations/${id}/schedule`,
      `/consultations/${id}/move`,
      `/consultations/${id}/postpone`,
      `/consultations/${id}/cancel`,
      `/consultations/${id}/repeat`,
      `/consultations/${draft.id}/poll`,
      '/consultation-rules',
    ];
    for (const path of paths) {
      const { statusCode, body } = await get(who, path);
      expect([path, statusCode]).toEqual([path, 200]);
      expect(body).toContain(`<html lang="${who}"`);
      expect(body).not.toContain('<script');
      expect(Buffer.byteLength(body)).toBeLessThan(50_000);
    }
  });
});

describe('entering what it is', () => {
  it('says what is wrong at every field at once, and keeps what was entered', async () => {
    const answer = await post('en', '/consultations/new', {
      ...facts,
      title: '',
      about: 'x'.repeat(10_001),
      joinUrl: 'meet',
      languages: 'Khmer!',
      capacity: 'many',
      remindDays: 'soon',
      'seats-CSO': '-1',
      place: 'Hall & court',
    });
    expect(answer.statusCode).toBe(422);
    expect(faults(answer.body)).toEqual(['title', 'about', 'joinUrl', 'languages', 'capacity', 'seats', 'remindDays']);
    for (const kept of ['x'.repeat(10_001), 'value="meet"', 'value="Khmer!"', 'value="many"', 'Hall &amp; court']) {
      expect(answer.body).toContain(kept);
    }
  });

  it('looks for people and recommendations without losing anything, and drafts what was ticked', async () => {
    const sokha = (await aPerson(desk.db, { name: 'Chhim Sokha' })).id;
    const bopha = (await aPerson(desk.db, { name: 'Heng Bopha' })).id;
    const { id: subjectId } = await aRecommendation(desk.db, { paragraph: '110.77', text: 'Close old prisons' });
    const search = { hostQuery: 'sokha', subjectQuery: '110.77', act: 'find', hostIds: bopha };
    const page = await post('en', '/consultations/new', { ...facts, ...search });
    expect(page.statusCode).toBe(200);
    for (const kept of ['Chhim Sokha', 'Heng Bopha', '110.77 · Close old prisons', 'Consultation on &lt;prisons>']) {
      expect(page.body).toContain(kept);
    }
    const done = await post('en', '/consultations/new', {
      ...facts,
      hostIds: [bopha, sokha],
      leadId: sokha,
      subjects: `RECOMMENDATION ${subjectId}`,
      'seats-CSO': '30',
    });
    const { body } = await follow('en', done);
    expect(body).toContain('The consultation is begun');
    expect(body).toContain('Chhim Sokha, Heng Bopha');
    expect(body).toContain('Consultation on &lt;prisons>');
    expect(body).toContain(`/register/${subjectId}`);
    expect(body).toContain('Civil-society organizations: 30');
  });

  it('says in words that fewer seats than are taken cannot be', async () => {
    const { id } = await aConsultation(desk, { inviting: true });
    for (let n = 0; n < 2; n += 1) await anInvitation(desk, { consultationId: id, answer: 'ACCEPTED' });
    const answer = await post('fr', `/consultations/${id}/edit`, { ...facts, hostIds: people['host']!, capacity: '1' });
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain('2 personnes ont déjà une place');
    expect((await found(id)).capacity).toBeNull();
  });

  it('leaves it to a coordinator who knows of it and who looks after safety', async () => {
    const { id } = await aConsultation(desk, { safetyContactId: people['en']!, restricted: true });
    const page = await get('officer', `/consultations/${id}/edit`);
    expect(page.body).not.toContain('name="restricted"');
    const answer = await post('officer', `/consultations/${id}/edit`, {
      ...facts,
      hostIds: people['host']!,
      restricted: '',
    });
    expect(answer.statusCode).toBe(303);
    expect(await found(id)).toMatchObject({ restricted: true, safetyContactId: people['en'], title: facts.title });
    const headers = await desk.api.signIn(people['officer']!);
    const payload = { restricted: false };
    const url = `/api/v1/consultations/${id}`;
    const refused = await desk.api.request({ method: 'PATCH', url, headers, payload });
    expect(refused.statusCode).toBe(403);
  });
});

describe('setting the date', () => {
  it('is looked at first: short notice, the feast on that day, another consultation and who is to be in both', async () => {
    await desk.db.now.holiday.create({
      data: { countryCode: 'KHM', day: new Date('2026-03-09T00:00:00Z'), name: 'A feast', source: 'A decree' },
    });
    const hosts = [people['host']!];
    const other = { from: '2026-03-09T08:00', until: '2026-03-09T10:00' };
    await aConsultation(desk, { title: 'The other one', hosts, scheduled: other });
    const { id } = await aConsultation(desk, { hosts });
    const entered = { from: '2026-03-09T09:00', until: '2026-03-09T12:00', inviteAt: '2026-03-03T08:00' };
    const page = await post('en', `/consultations/${id}/schedule`, { ...entered, step: 'preview' });
    expect(page.statusCode).toBe(200);
    for (const said of [
      'There are 3 working days of notice',
      'A feast',
      'The other one',
      '1 person is to be in both',
      'Sok Dara',
    ]) {
      expect(page.body).toContain(said);
    }
    expect((await found(id)).status).toBe('DRAFT');

    const seen = `${entered.from} ${entered.until}  ${entered.inviteAt}`;
    const silent = await post('en', `/consultations/${id}/schedule`, { ...entered, seen, step: 'apply' });
    expect(silent.statusCode).toBe(422);
    expect(faults(silent.body)).toContain('noticeReason');
    expect(silent.body).toContain(`value="${entered.from}"`);

    const reason = { noticeReason: 'The report is due' };
    const done = await post('en', `/consultations/${id}/schedule`, { ...entered, ...reason, seen, step: 'apply' });
    const { body } = await follow('en', done);
    expect(body).toContain('The date is set');
    expect(body).toContain('Less notice than usual: The report is due');
    expect(body).toContain('The invitations go out');
    await desk.db.now.holiday.deleteMany();
  });

  it('says how little notice remains while the invitations wait, and leads to its public page once there is one', async () => {
    const { id } = await aConsultation(desk, { isPublic: true });
    const shown = async () => (await get('en', `/consultations/${id}`)).body;
    expect(await shown()).not.toContain(`/public/consultations/${id}`);
    const near = { from: '2026-03-12T09:00', until: '2026-03-12T12:00', noticeReason: 'Soon', inviteAt: null };
    await desk.api.app.get(SchedulingService).schedule(id, near, desk.by);
    const page = await shown();
    expect(page).toContain('If invitations went out today, there would be');
    expect(page).toContain(`/public/consultations/${id}`);
    await desk.db.now.consultation.update({ where: { id }, data: { status: 'INVITING' } });
    expect(await shown()).not.toContain('If invitations went out today');
  });

  it('shows a date again that was changed after it was looked at', async () => {
    const { id } = await aConsultation(desk);
    const seen = '2026-04-20T09:00 2026-04-20T12:00  ';
    const answer = await post('en', `/consultations/${id}/schedule`, {
      ...april,
      until: '2026-04-20T13:00',
      seen,
      step: 'apply',
    });
    expect(answer.statusCode).toBe(200);
    expect((await found(id)).status).toBe('DRAFT');
  });

  it('that cannot be says why, and keeps what was entered', async () => {
    const { id } = await aConsultation(desk);
    const wrong = { from: '2026-04-20T12:00', until: '2026-04-20T09:00', inviteAt: 'tomorrow', step: 'preview' };
    const page = await post('km', `/consultations/${id}/schedule`, wrong);
    expect(page.body).toContain('value="tomorrow"');
    const order = await post('km', `/consultations/${id}/schedule`, { ...wrong, inviteAt: '' });
    expect(order.body).toContain('ពេលបញ្ចប់ត្រូវនៅក្រោយពេលចាប់ផ្ដើម');
  });

  it('moves it with a reason, and says before and after how many will hear and what is planned anew', async () => {
    const { id } = await aConsultation(desk, { inviting: true });
    for (let n = 0; n < 3; n += 1) await anInvitation(desk, { consultationId: id });
    const entered = { from: '2026-05-04T09:00', until: '2026-05-04T12:00', reason: 'The hall is taken' };
    const page = await post('en', `/consultations/${id}/move`, { ...entered, step: 'preview' });
    expect(page.body).toContain('3 people who were invited hear of it, once each.');
    expect(page.body).toContain('will not happen');
    const seen = `${entered.from} ${entered.until}  `;
    const unsaid = await post('en', `/consultations/${id}/move`, { ...entered, reason: ' ', seen, step: 'apply' });
    expect(faults(unsaid.body)).toEqual(['reason']);
    const { body } = await follow(
      'en',
      await post('en', `/consultations/${id}/move`, { ...entered, seen, step: 'apply' }),
    );
    expect(body).toContain('3 people who were invited hear of it.');
    expect(body).toContain('Reason: The hall is taken');
    expect((await found(id)).startsAt?.toISOString()).toBe('2026-05-04T02:00:00.000Z');
  });

  it.each(['postpone', 'cancel'] as const)(
    'can be taken back: %s shows who will hear and what will not happen',
    async (act) => {
      const { id } = await aConsultation(desk, { inviting: true });
      await anInvitation(desk, { consultationId: id });
      const { body } = await get('en', `/consultations/${id}/${act}`);
      expect(body).toContain('1 person who was invited hears of it');
      expect(body).toContain('The last day for answers is over');
      const unsaid = await post('en', `/consultations/${id}/${act}`, { reason: '' });
      expect(unsaid.statusCode).toBe(422);
      await follow('en', await post('en', `/consultations/${id}/${act}`, { reason: 'A flood' }));
      expect((await found(id)).status).toBe(act === 'postpone' ? 'POSTPONED' : 'CANCELLED');
    },
  );

  it('is repeated after the dates were looked at', async () => {
    const { id } = await aConsultation(desk, { scheduled: april });
    const page = await post('en', `/consultations/${id}/repeat`, { everyMonths: '3', times: '2', step: 'preview' });
    expect(page.body).toContain('Monday, 20 July 2026');
    const done = await post('en', `/consultations/${id}/repeat`, { everyMonths: '3', times: '2', step: 'apply' });
    const { body } = await follow('en', done);
    expect(body).toContain('2 drafts were added to the series.');
    expect(body).toContain('Others of its series');
    const wrong = await post('en', `/consultations/${id}/repeat`, { everyMonths: '0', times: 'x', step: 'preview' });
    expect(faults(wrong.body)).toEqual(['everyMonths', 'times']);
  });
});

describe('the agenda', () => {
  it('is entered, put in order and shortened without scripts', async () => {
    const { id } = await aConsultation(desk);
    const add = (fields: Record<string, string>) => post('en', `/consultations/${id}/agenda`, fields);
    await add({ title: 'Welcome', minutes: '10', speakers: 'Keo Sophea\nនាង ស្រីពៅ' });
    await add({ title: 'Discussion', minutes: '60' });
    const wrong = await add({ title: '', minutes: '0', details: 'Kept' });
    expect(faults(wrong.body)).toEqual(['title', 'minutes']);
    expect(wrong.body).toContain('Kept');
    const [first, second] = await desk.db.now.agendaItem.findMany({
      where: { consultationId: id },
      orderBy: { position: 'asc' },
    });
    expect(first).toMatchObject({ title: 'Welcome', minutes: 10, speakers: ['Keo Sophea', 'នាង ស្រីពៅ'] });
    await post('en', `/consultations/${id}/agenda/${second!.id}/order`, { act: 'up' });
    await post('en', `/consultations/${id}/agenda/${first!.id}`, { title: 'Words of welcome', minutes: '' });
    const { body } = await get('en', `/consultations/${id}`);
    expect(body.indexOf('Discussion')).toBeLessThan(body.indexOf('Words of welcome'));
    await post('en', `/consultations/${id}/agenda/${first!.id}/order`, { act: 'remove' });
    expect((await get('en', `/consultations/${id}`)).body).not.toContain('Words of welcome');
  });

  it('says that nobody hears of what changes once the invitations are out, unless that is ticked', async () => {
    const { id, agenda } = await aConsultation(desk, { inviting: true, agenda: ['Welcome', 'Discussion'] });
    const path = `/consultations/${id}/agenda`;
    const { body } = await get('en', path);
    expect(body).toContain('Nobody is told what changes here');
    const { sequence } = await found(id);
    await post('en', `${path}/${agenda[0]!.id}`, { title: 'Words of welcome' });
    expect((await found(id)).sequence).toBe(sequence);
    const told = await follow('en', await post('en', path, { title: 'Lunch', tell: '1' }));
    expect([told.body.includes('Those invited hear of it'), (await found(id)).sequence]).toEqual([true, sequence + 1]);
    const move = { from: '2026-04-20T09:00', until: '2026-04-20T12:00', answerBy: '2026-04-10', step: 'preview' };
    const page = await post('en', `/consultations/${id}/move`, { ...move, reason: 'Time is short' });
    expect(page.body).toContain('nobody is told');
  });

  const upload = async (who: string, url: string, file: { name: string; bytes: string } | null) => {
    const form = new FormData();
    form.append('title', 'Draft report');
    form.append('file', new Blob([file?.bytes ?? '']), file?.name ?? '');
    const request = new Request('http://nmrf.test', { method: 'POST', body: form });
    const payload = Buffer.from(await request.arrayBuffer());
    const headers = { ...(await headersOf(who)), 'content-type': request.headers.get('content-type') ?? '' };
    return desk.api.request({ method: 'POST', url, headers, payload });
  };

  it('has papers, which everybody may read who may know of the consultation, and nobody else', async () => {
    const { id, agenda } = await aConsultation(desk, { agenda: ['Welcome'], hosts: [people['host']!] });
    const item = `/consultations/${id}/agenda/${agenda[0]!.id}`;
    const empty = await upload('en', `${item}/documents`, null);
    expect(empty.statusCode).toBe(422);
    expect(faults(empty.body)).toEqual(['file']);
    const done = await upload('en', `${item}/documents`, { name: 'របាយការណ៍.html', bytes: '<b>draft</b>' });
    const { body } = await follow('en', done);
    const [, path = ''] = /href="(\/consultations\/[^"]+\/documents\/[^"]+)"/.exec(body) ?? [];
    for (const who of ['en', 'observer', 'host']) {
      const file = await get(who, path);
      expect([who, file.statusCode, file.body]).toEqual([who, 200, '<b>draft</b>']);
      expect(file.headers['content-type']).toBe('application/octet-stream');
      expect(file.headers['content-disposition']).toContain("filename*=UTF-8''%E1%9E%9A");
    }
    expect((await get('stranger', path)).statusCode).toBe(404);
    expect((await upload('host', `${item}/documents`, { name: 'x', bytes: 'x' })).statusCode).toBe(403);
    await post('en', `${item}/documents/${path.split('/').at(-1)}/remove`, {});
    expect((await get('en', path)).statusCode).toBe(404);
    expect(await desk.db.now.storedFile.count()).toBe(0);
  });

  it('takes no paper larger than is said, and keeps nothing of it', async () => {
    const { id, agenda } = await aConsultation(desk, { agenda: ['Welcome'] });
    const bytes = 'x'.repeat(20 * 1024 * 1024 + 1);
    const answer = await upload('en', `/consultations/${id}/agenda/${agenda[0]!.id}/documents`, { name: 'x', bytes });
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain('The file is too large');
    expect(answer.body).toContain('value="Draft report"');
    expect(await desk.db.now.storedFileChunk.count()).toBe(0);
  });
});

describe('who may see and change what', () => {
  it('shows a restricted one to its hosts and the secretariat only', async () => {
    const { id } = await aConsultation(desk, { restricted: true, hosts: [people['host']!], title: 'About a letter' });
    for (const [who, status] of [
      ['officer', 200],
      ['host', 200],
      ['observer', 404],
      ['stranger', 404],
    ] as const) {
      expect([who, (await get(who, `/consultations/${id}`)).statusCode]).toEqual([who, status]);
      expect((await get(who, '/consultations')).body.includes('About a letter')).toBe(status === 200);
      const headers = await desk.api.signIn(people[who]!);
      expect((await desk.api.request({ url: `/api/v1/consultations/${id}`, headers })).statusCode).toBe(status);
    }
  });

  it('tells those who neither hold nor keep it what it is, not where one joins nor what is planned', async () => {
    const { id } = await aConsultation(desk, {
      format: 'ONLINE',
      joinUrl: 'https://meet.example.org/secret',
      scheduled: april,
      safetyContactId: people['en']!,
    });
    const { body } = await get('observer', `/consultations/${id}`);
    expect(body).not.toContain('secret');
    expect(body).not.toContain('What happens when');
    expect(body).not.toContain('/invitations');
    const headers = await desk.api.signIn(people['observer']!);
    const shown = (await desk.api.request({ url: `/api/v1/consultations/${id}`, headers })).json();
    expect(shown).toMatchObject({ joinUrl: null, safetyContactId: null });
  });

  it('lets nobody but the secretariat change anything, not even a host', async () => {
    const { id } = await aConsultation(desk, { hosts: [people['host']!] });
    for (const who of ['host', 'observer']) {
      for (const path of ['edit', 'agenda', 'schedule', 'cancel', 'repeat', 'poll']) {
        expect((await post(who, `/consultations/${id}/${path}`, {})).statusCode).toBe(403);
      }
    }
    expect((await get('officer', '/consultation-rules')).statusCode).toBe(403);
  });

  it('leads to consultations whoever may know of some', async () => {
    await aConsultation(desk, { hosts: [people['host']!] });
    for (const [who, leads] of [
      ['en', true],
      ['observer', true],
      ['host', true],
      ['stranger', false],
    ] as const) {
      const { body } = await get(who, '/my-deadlines');
      expect([who, body.includes('href="/consultations"')]).toEqual([who, leads]);
    }
  });
});

it('sets the rules by which we consult, once, and says what cannot be', async () => {
  const rules = {
    noticeWorkingDays: '15',
    answerDays: '3',
    remindDays: '7, 2',
    minutesWorkingDays: '10',
    commentDays: '10',
    source: 'Decree 12',
  };
  const wrong = await post('en', '/consultation-rules', { ...rules, noticeWorkingDays: 'x', remindDays: '7, x' });
  expect(faults(wrong.body)).toEqual(['noticeWorkingDays', 'remindDays']);
  for (let n = 0; n < 2; n += 1) await follow('en', await post('en', '/consultation-rules', rules));
  expect(await desk.db.now.event.count({ where: { name: 'consultation-rules.set' } })).toBe(1);
  expect(await desk.db.now.consultationRules.findFirst()).toMatchObject({ noticeWorkingDays: 15, source: 'Decree 12' });
});
