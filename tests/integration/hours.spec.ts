import type { JobName, MailName, MailProps } from '../../libs/catalogue/index.js';
import { addDays, dayIn, fromDay, newId, Outbox, Post, system, timeIn } from '../../libs/platform/index.js';
import { startMailbox, type Mailbox } from '../../tools/mailbox.mjs';
import { anApi, type Api } from '../support/api.js';
import { FixedClock } from '../support/clock.js';
import { aMechanism, aPerson } from '../support/factories.js';
import { aWorker } from '../support/stack.js';

const zone = 'Asia/Phnom_Penh';

/** Phnom Penh is seven hours ahead of Greenwich; 2 March is a Monday. */
describe('mails that keep hours', () => {
  let api: Api;
  let mailbox: Mailbox;
  let worker: Awaited<ReturnType<typeof aWorker>>;
  const clock = new FixedClock();
  type Person = Awaited<ReturnType<typeof aPerson>>;

  beforeAll(async () => {
    mailbox = await startMailbox({ smtpPort: 0, httpPort: 0 });
    api = await anApi({ clock });
    worker = await aWorker({
      databaseUrl: api.databaseUrl,
      backend: 'postgres',
      smtpUrl: mailbox.smtpUrl,
      clock,
      // A server that is away is asked for days, as in earnest.
      settings: { RETRY_SCALE: '1' },
    });
    await aMechanism(api.db);
  });
  afterAll(async () => {
    await worker.close();
    await api.close();
    await mailbox.stop();
  });
  beforeEach(async () => {
    mailbox.clear();
    mailbox.behave();
    await api.db.now.owed.deleteMany();
    await api.db.now.roleGrant.deleteMany();
    await api.db.now.holiday.deleteMany();
  });

  /** Has everything done that is due till a moment, each thing when its time comes. Some failures are meant: the row knows. */
  const playTill = async (iso: string) => {
    for (;;) {
      const [next] = await api.db.now.owed.findMany({
        where: { runAt: { lte: new Date(iso) }, gaveUpAt: null },
        orderBy: [{ runAt: 'asc' }, { id: 'asc' }],
        take: 1,
      });
      if (!next) break;
      if (next.runAt > clock.now()) clock.set(next.runAt.toISOString());
      await worker.runner.run(next.name as JobName, [next.id]).catch(() => {});
    }
    clock.set(iso);
  };
  /** A mail to somebody, and when a server took it, as their wall shows it. */
  const arrived = async (person: Person, name: MailName) =>
    (
      await api.db.now.mail.findMany({
        where: { personId: person.id, name, status: 'SENT' },
        orderBy: { sentAt: 'asc' },
      })
    )
      .flatMap(({ sentAt }) => sentAt ?? [])
      .map((at) => `${dayIn(person.timeZone, at)} ${timeIn(person.timeZone, at)}`);
  const write = <N extends MailName>(name: N, person: Person, props: MailProps<N>) =>
    api.db.transaction((tx) => api.app.get(Post).post(tx, name, [{ to: person, props }]));
  const tellVacant = (person: Person) =>
    write('institutions-vacant', person, { name: person.name, institutions: ['Ministry of Health'] });
  const prefers = (person: Person, hour: string, quietFrom = '18:00') =>
    api.db.now.reminderPreference.create({ data: { personId: person.id, hour, quietFrom } });
  const isAway = (person: Person, startsOn: string, endsOn: string) =>
    api.db.now.leave.create({ data: { personId: person.id, startsOn: fromDay(startsOn), endsOn: fromDay(endsOn) } });
  /** Every server is out of reach for all. */
  const serverIsDown = () =>
    mailbox.behave(({ stage }) => (stage === 'rcpt' ? { reply: 451, text: '4.3.2 try later' } : undefined));

  it.each([
    ['in the hours of the day, at once', '2026-03-02T03:00:00Z', '2026-03-02 10:00'],
    ['at midnight, in the morning', '2026-03-02T17:00:00Z', '2026-03-03 08:00'],
    ['as their hours end, the day after', '2026-03-02T11:00:00Z', '2026-03-03 08:00'],
    ['on a Saturday, on Monday', '2026-03-07T03:00:00Z', '2026-03-09 08:00'],
  ])('go, written %s', async (_, now, expected) => {
    clock.set(now);
    const person = await aPerson(api.db);
    await tellVacant(person);
    await playTill('2026-03-12T03:00:00Z');
    expect(await arrived(person, 'institutions-vacant')).toEqual([expected]);
  });

  it('wait for the hour somebody chose, where they are', async () => {
    clock.set('2026-03-02T03:00:00Z');
    const person = await aPerson(api.db, { timeZone: 'America/Santiago' });
    await prefers(person, '14:00', '17:00');
    await tellVacant(person);
    await playTill('2026-03-05T03:00:00Z');
    expect(await arrived(person, 'institutions-vacant')).toEqual(['2026-03-02 14:00']);
  });

  it('wait till somebody is back, and for the holidays declared and the leave planned meanwhile', async () => {
    clock.set('2026-03-02T15:00:00Z');
    const person = await aPerson(api.db);
    await isAway(person, '2026-03-03', '2026-03-05');
    await tellVacant(person);
    await playTill('2026-03-05T15:00:00Z');
    await api.db.now.holiday.create({
      data: { countryCode: 'KHM', day: fromDay('2026-03-06'), name: 'Mourning', source: 'Sub-decree' },
    });
    await isAway(person, '2026-03-09', '2026-03-09');
    await playTill('2026-03-12T03:00:00Z');
    expect(await arrived(person, 'institutions-vacant')).toEqual(['2026-03-10 08:00']);
  });

  it('wait for the next day where no server takes them in the hours of this one, and come once', async () => {
    clock.set('2026-03-06T10:00:00Z');
    const person = await aPerson(api.db);
    const [mailId] = await tellVacant(person);
    serverIsDown();
    await playTill('2026-03-06T12:00:00Z');
    mailbox.behave();
    await playTill('2026-03-07T12:00:00Z');
    expect((await api.db.now.mail.findUniqueOrThrow({ where: { id: mailId ?? '' } })).status).toBe('QUEUED');
    expect(mailbox.messages({ to: person.email })).toEqual([]);
    await playTill('2026-03-12T03:00:00Z');
    expect(await arrived(person, 'institutions-vacant')).toEqual(['2026-03-09 08:00']);
    expect(mailbox.messages({ to: person.email })).toHaveLength(1);
  });

  it('are held each by itself, and go though nobody is known to be their reader any more', async () => {
    clock.set('2026-03-02T17:00:00Z');
    const [near, far] = [await aPerson(api.db), await aPerson(api.db, { timeZone: 'America/Santiago' })];
    const stranger = { ...near, id: newId(), email: `${newId()}@example.org` };
    await tellVacant(near);
    await tellVacant(far);
    await tellVacant(stranger);
    const held = await api.db.now.owed.findMany({ where: { name: 'mail.hold' } });
    await worker.runner.run(
      'mail.hold',
      held.map(({ id }) => id),
    );
    await playTill('2026-03-03T03:00:00Z');
    expect(await arrived(near, 'institutions-vacant')).toEqual(['2026-03-03 08:00']);
    expect(await arrived(far, 'institutions-vacant')).toEqual(['2026-03-02 14:00']);
    expect(await arrived(stranger, 'institutions-vacant')).toEqual(['2026-03-03 00:00']);
  });

  it('are not those that somebody pressed a button for', async () => {
    clock.set('2026-03-07T17:00:00Z');
    const person = await aPerson(api.db);
    await write('address-changed', person, { name: person.name, mechanism: 'Committee' });
    await playTill('2026-03-07T17:00:01Z');
    expect(await arrived(person, 'address-changed')).toEqual(['2026-03-08 00:00']);
  });

  describe('about addresses nothing reaches', () => {
    /** A mail to somebody comes back. */
    const aLoss = async () => {
      const lost = await aPerson(api.db, { name: 'Lim Veasna' });
      const [mailId = ''] = await write('address-changed', lost, { name: lost.name, mechanism: 'Committee' });
      await api.db.transaction(async (tx) => {
        await tx.mail.update({ where: { id: mailId }, data: { status: 'BOUNCED' } });
        const fact = { bounceId: newId(), mailId, personId: lost.id, isFinal: false };
        await api.app.get(Outbox).publish(tx, 'mail.bounced', fact, { by: system });
      });
      return lost.email;
    };
    const aCoordinator = (facts: { timeZone?: string } = {}) => aPerson(api.db, { roles: ['COORDINATOR'], ...facts });
    /** What each mail that arrived told of. */
    const toldTo = async ({ id }: Person) =>
      (
        await api.db.now.mail.findMany({
          where: { personId: id, name: 'address-unreachable', status: 'SENT' },
          orderBy: { sentAt: 'asc' },
        })
      ).map(({ props }) => (props as MailProps<'address-unreachable'>).items.map(({ address }) => address).sort());
    /** Nothing of other tests is heard of here. */
    beforeEach(async () => {
      const last = await api.db.now.event.findFirst({ orderBy: { occurredAt: 'desc' } });
      const day = addDays(dayIn(zone, last?.occurredAt ?? clock.now()), 35);
      clock.set(`${mondayFrom(day)}T03:00:00Z`);
      monday = dayIn(zone, clock.now());
    });
    let monday = '';
    const mondayFrom = (day: string): string => (fromDay(day).getUTCDay() === 1 ? day : mondayFrom(addDays(day, 1)));
    const on = (days: number, time: string) => `${addDays(monday, days)}T${time}:00Z`;

    it('come to each coordinator at the hour they chose, where they are, on working days', async () => {
      const [late, abroad] = [await aCoordinator(), await aCoordinator({ timeZone: 'Europe/Paris' })];
      await prefers(late, '14:00');
      clock.set(on(5, '03:00'));
      const addresses = [await aLoss()];
      await playTill(on(6, '03:00'));
      addresses.push(await aLoss());
      await playTill(on(8, '00:00'));
      for (const person of [late, abroad]) expect(await toldTo(person)).toEqual([addresses.sort()]);
      expect(await arrived(late, 'address-unreachable')).toEqual([`${addDays(monday, 7)} 14:00`]);
      expect(await arrived(abroad, 'address-unreachable')).toEqual([`${addDays(monday, 7)} 08:00`]);
    });

    it('wait for who is away, in one mail, without what was corrected meanwhile', async () => {
      const [away, there] = [await aCoordinator(), await aCoordinator()];
      const first = await aLoss();
      await playTill(on(0, '12:00'));
      await isAway(away, addDays(monday, 1), addDays(monday, 3));
      await playTill(on(1, '03:00'));
      const second = await aLoss();
      await playTill(on(2, '03:00'));
      expect(await toldTo(there)).toEqual([[first], [second]]);
      await api.db.now.person.update({ where: { email: first }, data: { email: `${newId()}@example.org` } });
      const third = await aLoss();
      await playTill(on(5, '03:00'));
      expect(await toldTo(away)).toEqual([[second, third].sort()]);
      expect(await arrived(away, 'address-unreachable')).toEqual([`${addDays(monday, 4)} 08:00`]);
    });

    it('wait for the leave and the hours somebody chose after the alarm was set', async () => {
      const coordinator = await aCoordinator();
      const address = await aLoss();
      await playTill(on(0, '12:00'));
      await isAway(coordinator, addDays(monday, 1), addDays(monday, 1));
      await prefers(coordinator, '09:30');
      await playTill(on(3, '12:00'));
      expect(await toldTo(coordinator)).toEqual([[address]]);
      expect(await arrived(coordinator, 'address-unreachable')).toEqual([`${addDays(monday, 2)} 09:30`]);
    });

    it('are told again the next day, with what came back since, where no server took them in time', async () => {
      const coordinator = await aCoordinator();
      await prefers(coordinator, '14:00', '17:00');
      clock.set(on(0, '12:00'));
      const addresses = [await aLoss()];
      serverIsDown();
      await playTill(on(1, '12:00'));
      mailbox.behave();
      addresses.push(await aLoss());
      await playTill(on(2, '12:00'));
      expect(await toldTo(coordinator)).toEqual([addresses.sort()]);
      expect(await arrived(coordinator, 'address-unreachable')).toEqual([`${addDays(monday, 2)} 14:00`]);
      await playTill(on(4, '12:00'));
      expect(await toldTo(coordinator)).toHaveLength(1);
    });

    it('come to a new coordinator too, but not what those before them were told', async () => {
      const former = await aCoordinator();
      const first = await aLoss();
      await playTill(on(1, '03:00'));
      const successor = await aPerson(api.db);
      await api.db.now.roleGrant.create({
        data: { personId: successor.id, role: 'COORDINATOR', grantedAt: clock.now() },
      });
      const second = await aLoss();
      await playTill(on(2, '03:00'));
      expect(await toldTo(former)).toEqual([[first], [second]]);
      expect(await toldTo(successor)).toEqual([[second]]);
    });

    it('come once, however often the alarm rings', async () => {
      const coordinator = await aCoordinator();
      await aLoss();
      await playTill(on(1, '03:00'));
      await api.db.transaction((tx) =>
        api.app.get(Outbox).enqueue(tx, 'unreachable.tell', Array(3).fill({ personId: coordinator.id })),
      );
      await playTill(on(2, '03:00'));
      expect(await toldTo(coordinator)).toHaveLength(1);
    });
  });
});
