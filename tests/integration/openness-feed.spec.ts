import { SchedulingService } from '../../libs/consultations/index.js';
import { system } from '../../libs/platform/index.js';
import { aPerson } from '../support/factories.js';
import { aPublicApi, eventsIn, type PublicApi } from '../support/published.js';

let on: PublicApi;
beforeAll(async () => {
  on = await aPublicApi();
});
afterAll(() => on.api.close());
beforeEach(async () => {
  on.api.clock.set('2026-03-02T03:00:00Z');
  await on.db.consultation.updateMany({ data: { isPublic: false } });
});

const path = '/public/consultations.ics';
const read = async (url = path) => eventsIn((await on.get(url)).body);

/** One with a date, made as the services make it. */
const scheduled = async () => {
  const scheduling = on.api.app.get(SchedulingService);
  const { id } = await on.aConsultation({
    status: 'DRAFT',
    sequence: 0,
    timeSequence: 0,
    startsAt: '2026-09-01T02:00:00Z',
  });
  await on.db.consultationHost.create({
    data: { consultationId: id, personId: (await aPerson(on.api.db)).id, position: 0 },
  });
  const at = (day: string) => ({ from: `${day}T09:00`, until: `${day}T12:00` });
  await scheduling.schedule(id, { ...at('2026-06-15'), inviteAt: null }, system);
  return { id, scheduling, at };
};

describe('the public calendar for calendar programs', () => {
  it('is a calendar other programs read, with the hour on the clocks there', async () => {
    const { id } = await on.aConsultation({
      title: 'Report; draft, second reading',
      about: 'Schools\nand teachers',
      languages: ['km', 'en'],
      accessibility: 'Ramp',
    });
    const { headers, body } = await on.get(path);
    expect(headers).toMatchObject({
      'content-type': 'text/calendar; charset=utf-8',
      'cache-control': 'public, max-age=300',
      'last-modified': 'Mon, 02 Feb 2026 00:00:00 GMT',
    });
    expect(body).toContain('DTSTART;TZID=Asia/Phnom_Penh:20260615T090000\r\n');
    expect(eventsIn(body)).toEqual([
      {
        uid: `consultation-${id}@nmrf.test`,
        summary: 'Report; draft, second reading',
        description: `Schools\nand teachers\n\nLanguages spoken: Khmer and English\nAccessibility: Ramp\nhttp://nmrf.test/public/consultations/${id}`,
        location: 'Phnom Penh, Hall 2',
        sequence: 1,
        begins: '2026-06-15T02:00:00.000Z',
        status: 'CONFIRMED',
        stamp: '2026-02-02T00:00:00Z',
      },
    ]);
  });

  it('keeps the name of an event while it is moved and cancelled, and counts up', async () => {
    const { id, scheduling, at } = await scheduled();
    const [first] = await read();
    await scheduling.move(id, { ...at('2026-06-22'), reason: 'The hall' }, system);
    const [moved] = await read();
    await scheduling.postpone(id, { reason: 'Floods' }, system);
    const [postponed] = await read();
    await scheduling.schedule(id, { ...at('2026-07-06'), inviteAt: null }, system);
    const [again] = await read();
    await scheduling.cancel(id, { reason: 'No longer needed' }, system);
    const [cancelled] = await read();
    const all = [first, moved, postponed, again, cancelled];
    expect(new Set(all.map((event) => event?.uid))).toEqual(new Set([`consultation-${id}@nmrf.test`]));
    const numbers = all.map((event) => event?.sequence ?? -1);
    expect([...new Set(numbers)].sort((a, b) => a - b)).toEqual(numbers);
    expect(all.map((event) => event?.status)).toEqual([
      'CONFIRMED',
      'CONFIRMED',
      'CANCELLED',
      'CONFIRMED',
      'CANCELLED',
    ]);
    expect(all.map((event) => event?.begins.slice(0, 10))).toEqual([
      '2026-06-15',
      '2026-06-22',
      '2026-06-22',
      '2026-07-06',
      '2026-07-06',
    ]);
    expect(postponed?.summary).toBe('Postponed: Consultation on the draft national report');
    expect((await on.get(path)).body).not.toMatch(/Floods|No longer needed|The hall/);
  });

  it('is not sent again to who has it, until something of it changes', async () => {
    const { id } = await on.aConsultation();
    const { headers } = await on.get(path);
    const has = { 'if-none-match': headers['etag'] ?? '' };
    expect(await on.get(path, has)).toMatchObject({ statusCode: 304, body: '' });
    expect((await on.get(`${path}?lang=fr`, has)).statusCode).toBe(200);
    await on.db.consultation.update({ where: { id }, data: { place: 'Hall 3' } });
    expect((await on.get(path, has)).statusCode).toBe(200);
    await on.db.consultation.update({ where: { id }, data: { place: 'Phnom Penh, Hall 2', isPublic: false } });
    const gone = await on.get(path, has);
    expect([gone.statusCode, eventsIn(gone.body)]).toEqual([200, []]);
  });

  it('speaks the language its address names, else the mechanism’s own', async () => {
    await on.aConsultation({ format: 'ONLINE', place: null });
    expect((await on.get(path, { 'accept-language': 'fr' })).body).toContain('LOCATION:Online\r\n');
    expect((await read(`${path}?lang=fr`))[0]?.location).toBe('En ligne');
    expect((await on.get(`${path}?lang=km`)).body).toContain('X-WR-CALNAME:National Human Rights Mechanism៖');
  });

  it('holds the hour on both sides of a change of clocks', async () => {
    await on.aConsultation({ timeZone: 'Europe/Paris', startsAt: '2026-03-28T08:00:00Z' });
    await on.aConsultation({ timeZone: 'Europe/Paris', startsAt: '2026-03-30T07:00:00Z' });
    const { body } = await on.get(path);
    expect(body.match(/DTSTART;TZID=Europe\/Paris:\d+T090000/g)).toHaveLength(2);
    expect(eventsIn(body).map(({ begins }) => begins)).toEqual([
      '2026-03-28T08:00:00.000Z',
      '2026-03-30T07:00:00.000Z',
    ]);
  });
});
