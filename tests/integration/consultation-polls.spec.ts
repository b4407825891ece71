import { ConsultationsService, PollsService, SchedulingService } from '../../libs/consultations/index.js';
import { Links } from '../../libs/platform/index.js';
import { aConsultation } from '../support/consultations.js';
import { aDesk, outcomesOf, type Desk } from '../support/desk.js';
import { aPerson } from '../support/factories.js';

let desk: Desk;
let polls: PollsService;
beforeAll(async () => {
  desk = await aDesk({ now: '2026-03-02T03:00:00Z' });
  polls = desk.api.app.get(PollsService);
});
afterAll(() => desk.close());
beforeEach(async () => {
  desk.clock.set('2026-03-02T03:00:00Z');
  await desk.db.now.owed.deleteMany();
});

const closesAt = '2026-03-10T17:00';
const dates = [
  { from: '2026-04-20T09:00', until: '2026-04-20T12:00' },
  { from: '2026-04-22T14:00', until: '2026-04-22T17:00' },
];
const workAt = async (iso: string) => {
  desk.clock.set(iso);
  await desk.work();
};

/** A consultation whose hosts are being asked. */
const aPoll = async () => {
  const lead = await aPerson(desk.db, { name: 'Chea Vanna', locale: 'km' });
  const other = await aPerson(desk.db, { name: 'Marie Roy', locale: 'fr', timeZone: 'Europe/Paris' });
  const { id } = await aConsultation(desk, { hosts: [lead.id, other.id] });
  const pollId = await polls.open(id, { closesAt, options: dates }, desk.by);
  const options = await desk.db.now.dateOption.findMany({ where: { pollId }, orderBy: { startsAt: 'asc' } });
  const say = (personId: string, ...suits: ('YES' | 'IF_NEEDED' | 'NO')[]) =>
    polls.answer(
      pollId,
      suits.map((one, n) => ({ optionId: options[n]?.id ?? '', suits: one })),
      { personId, onBehalfOfId: null, via: 'link' },
    );
  return { id, pollId, lead, other, options, say };
};
const votesOf = async (personId: string) =>
  (await desk.db.now.dateVote.findMany({ where: { personId }, orderBy: { option: { startsAt: 'asc' } } })).map(
    ({ suits }) => suits,
  );
const pathOf = async (personId: string) => {
  const [mail] = await desk.mails('consultation-poll', personId);
  return new URL(desk.api.app.get(Links).url('poll', mail?.props.linkId ?? '')).pathname;
};
const html = { accept: 'text/html' };
const press = (url: string, form: Record<string, string>) =>
  desk.api.request({
    method: 'POST',
    url,
    headers: { ...html, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(form).toString(),
  });

describe('asking the hosts', () => {
  it('writes to each of them once, in their language, with the times of their own clock too', async () => {
    const { pollId, id, lead, other } = await aPoll();
    await desk.work();
    const [toLead, ...more] = await desk.mails('consultation-poll', lead.id);
    expect(more).toEqual([]);
    expect(toLead).toMatchObject({
      locale: 'km',
      threadId: id,
      props: { name: 'Chea Vanna', closesOn: '2026-03-10', closesAt: '17:00', timeZone: 'Asia/Phnom_Penh' },
    });
    expect(toLead?.props.dates[0]).toEqual({ on: '2026-04-20', from: '09:00', until: '12:00', own: null });
    const [toOther] = await desk.mails('consultation-poll', other.id);
    expect(toOther?.props.dates[0]?.own).toEqual({ on: '2026-04-20', from: '04:00', until: '07:00' });
    expect(toOther?.locale).toBe('fr');
    expect(await desk.db.now.link.count({ where: { purpose: 'poll', subjectId: pollId } })).toBe(2);
  });

  it('asks whoever becomes a host meanwhile, and nobody twice', async () => {
    const { id, lead, other } = await aPoll();
    await desk.work();
    const third = await aPerson(desk.db);
    await desk.api.app.get(ConsultationsService).change(id, { hostIds: [lead.id, other.id, third.id] }, desk.by);
    await desk.work();
    for (const { id: personId } of [lead, other, third]) {
      expect(await desk.mails('consultation-poll', personId)).toHaveLength(1);
    }
  });

  it.each([
    [
      'of one that has a date',
      { scheduled: { from: '2026-04-20T09:00', until: '2026-04-20T12:00' } },
      {},
      'consultation-not-now',
    ],
    ['of one that nobody holds', { hosts: [] }, {}, 'consultation-without-hosts'],
    ['after it would have begun', {}, { closesAt: '2026-04-20T09:00' }, 'times-out-of-order'],
    [
      'about a date that would last for years',
      {},
      { options: [dates[0]!, { from: '2026-04-22T09:00', until: '2199-12-31T12:00' }] },
      'times-out-of-order',
    ],
    ['till yesterday', {}, { closesAt: '2026-03-01T09:00' }, 'consultation-in-the-past'],
  ])('is refused %s', async (_, facts, more, code) => {
    const { id } = await aConsultation(desk, facts);
    await expect(polls.open(id, { closesAt, options: dates, ...more }, desk.by)).rejects.toMatchObject({ code });
    expect(await desk.db.now.datePoll.count({ where: { consultationId: id } })).toBe(0);
  });

  it('is done once at a time, by ten who press at once', async () => {
    const { id } = await aConsultation(desk);
    const open = () => polls.open(id, { closesAt, options: dates }, desk.by);
    const { done, refused } = await outcomesOf(Array.from({ length: 10 }, open));
    expect([done.length, new Set(refused)]).toEqual([1, new Set(['poll-open'])]);
  });
});

describe('the page in the mail', () => {
  it('takes an answer that may be changed until the poll closes; opening it changes nothing', async () => {
    const { id, other, options, pollId } = await aPoll();
    await desk.work();
    const path = await pathOf(other.id);
    const page = await desk.api.request({ url: path, headers: html });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('<html lang="fr"');
    expect(page.body).toContain('lundi 20 avril 2026, 04:00–07:00');
    expect(page.body).toContain('Asia/Phnom_Penh');
    expect(page.body).not.toContain('<script');
    expect(await votesOf(other.id)).toEqual([]);

    const [first, second] = options.map((option) => option.id);
    const saved = await press(path, { [first!]: 'YES', [second!]: 'NO' });
    expect(saved.statusCode).toBe(303);
    expect((await desk.api.request({ url: saved.headers['location']!, headers: html })).body).toContain('enregistrée');
    expect(await votesOf(other.id)).toEqual(['YES', 'NO']);
    await press(path, { [first!]: 'IF_NEEDED' });
    expect(await votesOf(other.id)).toEqual(['IF_NEEDED', 'NO']);
    expect((await desk.eventsOf(pollId)).filter((name) => name === 'date-poll.answered')).toHaveLength(2);
    // Said again, nothing is new.
    await press(path, { [first!]: 'IF_NEEDED' });
    expect((await desk.eventsOf(pollId)).filter((name) => name === 'date-poll.answered')).toHaveLength(2);

    await polls.close(id, pollId, desk.by);
    const late = await press(path, { [first!]: 'YES' });
    expect(late.statusCode).toBe(409);
    expect(await votesOf(other.id)).toEqual(['IF_NEEDED', 'NO']);
    expect((await desk.api.request({ url: path, headers: html })).body).toContain('Ce sondage est clos');
  });

  it('says what is missing in an empty answer, and takes none that is no answer', async () => {
    const { lead, options } = await aPoll();
    await desk.work();
    const path = await pathOf(lead.id);
    for (const form of [{}, { [options[0]!.id]: 'PERHAPS' }]) {
      const answer = await press(path, form);
      expect(answer.statusCode).toBe(422);
      expect(answer.body).toContain(`href="#date-${options[0]!.id}"`);
    }
    expect(await votesOf(lead.id)).toEqual([]);
  });

  it('is nobody else’s: not of who is no host any more, nor of one who never was', async () => {
    const { id, lead, other, say } = await aPoll();
    await desk.work();
    const path = await pathOf(other.id);
    await desk.api.app.get(ConsultationsService).change(id, { hostIds: [lead.id] }, desk.by);
    expect((await desk.api.request({ url: path, headers: html })).statusCode).toBe(410);
    await expect(say(other.id, 'YES')).rejects.toMatchObject({ code: 'not-found' });
    expect((await desk.api.request({ url: '/poll/nonsense', headers: html })).statusCode).toBe(410);
  });

  it('loses none of ten answers at once', async () => {
    const { lead, other, say } = await aPoll();
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        n % 2 === 0 ? say(lead.id, 'YES', 'NO') : say(other.id, 'IF_NEEDED', 'YES'),
      ),
    );
    expect([await votesOf(lead.id), await votesOf(other.id)]).toEqual([
      ['YES', 'NO'],
      ['IF_NEEDED', 'YES'],
    ]);
  });
});

describe('before and after it closes', () => {
  it('reminds those who said nothing, a day before and once', async () => {
    const { lead, other, say } = await aPoll();
    await desk.work();
    await say(lead.id, 'YES');
    await workAt('2026-03-09T09:59:00Z');
    expect(await desk.mails('consultation-poll-reminder', other.id)).toHaveLength(0);
    await workAt('2026-03-09T10:00:00Z');
    await workAt('2026-03-09T12:00:00Z');
    expect(await desk.mails('consultation-poll-reminder', other.id)).toHaveLength(1);
    expect(await desk.mails('consultation-poll-reminder', lead.id)).toHaveLength(0);
  });

  it('takes no answer from its last moment on, even while its alarm has not rung', async () => {
    const { lead, say } = await aPoll();
    desk.clock.set('2026-03-10T09:59:59Z');
    await say(lead.id, 'YES');
    desk.clock.set('2026-03-10T10:00:00Z');
    await expect(say(lead.id, 'NO')).rejects.toMatchObject({ code: 'poll-closed' });
  });

  it('tells the coordinators and the leading host what suits best', async () => {
    const { id, lead, other, say } = await aPoll();
    await desk.work();
    await say(lead.id, 'NO', 'YES');
    await say(other.id, 'YES', 'IF_NEEDED');
    await workAt('2026-03-10T10:00:00Z');
    for (const [personId, keeps] of [
      [desk.coordinator.id, true],
      [lead.id, false],
    ] as const) {
      const mails = (await desk.mails('consultation-poll-closed', personId)).filter(({ threadId }) => threadId === id);
      expect(mails).toHaveLength(1);
      expect(mails[0]?.props).toMatchObject({
        keeps,
        hosts: 2,
        answered: 2,
        dates: [
          { on: '2026-04-22', yes: 1, ifNeeded: 1, no: 0 },
          { on: '2026-04-20', yes: 1, ifNeeded: 0, no: 1 },
        ],
      });
    }
    expect(await desk.mails('consultation-poll-closed', other.id)).toEqual([]);
    await workAt('2026-03-12T10:00:00Z');
    expect(await desk.mails('consultation-poll-closed', lead.id)).toHaveLength(1);
  });

  it('ends without a word when a date is set by hand meanwhile, or it is cancelled', async () => {
    for (const act of ['schedule', 'cancel'] as const) {
      const { id, pollId, lead, say } = await aPoll();
      await desk.work();
      const scheduling = desk.api.app.get(SchedulingService);
      if (act === 'schedule') await scheduling.schedule(id, { ...dates[0]!, inviteAt: null }, desk.by);
      else await scheduling.cancel(id, { reason: 'No funds' }, desk.by);
      await desk.work();
      expect((await desk.db.now.datePoll.findUniqueOrThrow({ where: { id: pollId } })).closedAt).not.toBeNull();
      await expect(say(lead.id, 'YES')).rejects.toMatchObject({ code: 'poll-closed' });
      await workAt('2026-03-11T00:00:00Z');
      expect(await desk.mails('consultation-poll-reminder', lead.id)).toEqual([]);
      expect(await desk.mails('consultation-poll-closed', lead.id)).toEqual([]);
      desk.clock.set('2026-03-02T03:00:00Z');
    }
  });

  it('shows the results at the desk, and leads from one of the dates to setting it', async () => {
    const { id, lead, say, pollId, options } = await aPoll();
    await say(lead.id, 'IF_NEEDED', 'NO');
    const headers = { ...(await desk.api.signIn(desk.coordinator.id)), ...html };
    const get = async (url: string) => (await desk.api.request({ url, headers })).body;
    const page = await get(`/consultations/${id}/poll`);
    expect(page).toContain('1 of 2 hosts answered.');
    expect(page).toContain('<td>If needed</td>');
    const form = await get(`/consultations/${id}/schedule?option=${options[0]!.id}`);
    expect(form).toContain('value="2026-04-20T09:00"');
    expect(form).toContain('value="2026-04-20T12:00"');
    const url = `/consultations/${id}/poll/${pollId}/close`;
    expect((await desk.api.request({ method: 'POST', url, headers })).statusCode).toBe(303);
    expect(await get(`/consultations/${id}/poll`)).toContain('Ask again, for other dates');
  });

  it('is opened at the desk with the dates that were entered; what is wrong is said, and nothing lost', async () => {
    const { id } = await aConsultation(desk);
    const headers = { ...(await desk.api.signIn(desk.coordinator.id)), ...html };
    const send = (fields: Record<string, string>) =>
      desk.api.request({
        method: 'POST',
        url: `/consultations/${id}/poll`,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams(fields).toString(),
      });
    const one = { closesAt, 'from-0': dates[0]!.from, 'until-0': dates[0]!.until };
    const few = await send(one);
    expect(few.statusCode).toBe(422);
    expect(few.body).toContain('href="#options"');
    expect(few.body).toContain(`value="${dates[0]!.from}"`);
    const twice = await send({ ...one, 'from-7': dates[0]!.from, 'until-7': dates[0]!.until });
    expect(twice.statusCode).toBe(422);
    const done = await send({ ...one, 'from-7': dates[1]!.from, 'until-7': dates[1]!.until });
    expect(done.statusCode).toBe(303);
    expect(await desk.db.now.dateOption.count({ where: { poll: { consultationId: id } } })).toBe(2);
  });
});
