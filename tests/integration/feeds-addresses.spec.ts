import { fromDay, Log, newId, system } from '../../libs/platform/index.js';
import { eventually } from '../support/eventually.js';
import { aMandate, anInstitution, aPerson } from '../support/factories.js';
import { aFeedsApi, type FeedsApi } from '../support/feeds.js';

let on: FeedsApi;
beforeAll(async () => {
  on = await aFeedsApi();
});
afterAll(() => on.api.close());

describe('an address', () => {
  it('is one for each owner, however often and at once it is asked for', async () => {
    const person = await aPerson(on.api.db);
    const made = await Promise.all([1, 2, 3, 4].map(() => on.feeds.make({ personId: person.id }, system)));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    const events = await on.db.event.findMany({ where: { subjectIds: { has: person.id } } });
    expect(events).toMatchObject([{ name: 'feed.made', payload: { feedId: made[0]!.id, institutionId: null } }]);
  });

  it('that was withdrawn says so in words, and the new one works', async () => {
    const { feed, path, institution } = await on.aFocalPoint();
    await on.aDeadline({ institutionId: institution.id });
    const [one, two] = await Promise.all([on.feeds.renew(feed.id, system), on.feeds.renew(feed.id, system)]);
    expect(one.id).toBe(two.id);
    const gone = await on.get(path, { accept: 'text/html', 'accept-language': 'fr' });
    expect(gone).toMatchObject({
      statusCode: 410,
      body: expect.stringContaining('Cette adresse a été retirée') as string,
    });
    expect(gone.headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
    expect(await on.summaries(on.pathOf(one))).toEqual(['Send the figures']);
    await on.feeds.revoke(one.id, system);
    await on.feeds.revoke(one.id, system);
    expect((await on.get(on.pathOf(one))).statusCode).toBe(410);
    const events = await on.db.event.findMany({ where: { name: 'feed.revoked', subjectIds: { has: one.id } } });
    expect(events).toHaveLength(1);
  });

  it('ends with everything else that opened something to its person', async () => {
    const { person, path } = await on.aFocalPoint();
    await on.api.db.transaction((tx) => on.feeds.revokeOf([{ personId: person.id }], tx));
    expect((await on.get(path)).statusCode).toBe(410);
    await on.api.db.transaction((tx) => on.feeds.revokeOf([{ personId: person.id }], tx));
    const events = await on.db.event.findMany({ where: { name: 'feed.revoked', subjectIds: { has: person.id } } });
    expect(events).toHaveLength(1);
  });

  describe('of an institution', () => {
    /** Two people of one institution, and the address both know. */
    const aSharedCalendar = async () => {
      const leaver = await on.aFocalPoint();
      const { id: institutionId } = leaver.institution;
      const { personId: stayingId } = await aMandate(on.api.db, { institutionId });
      const shared = await on.feeds.make({ institutionId }, system);
      return { leaverId: leaver.person.id, stayingId, institutionId, shared };
    };
    const current = async (institutionId: string) =>
      (await on.feeds.list(newId(), [institutionId])).map(({ id }) => id);
    const reasons = async (id: string) =>
      (await on.db.event.findMany({ where: { subjectIds: { has: id } }, orderBy: { id: 'asc' } })).map(
        ({ name, reason }) => [name, reason],
      );

    it('is another one when somebody leaves, and those who stay find it with when and why', async () => {
      const { leaverId, stayingId, institutionId, shared } = await aSharedCalendar();
      const elsewhere = await aSharedCalendar();
      await on.db.mandate.updateMany({
        where: { personId: leaverId },
        data: { endsOn: fromDay('2026-01-31'), endedAt: on.api.clock.now() },
      });
      const ended = { mandateId: newId(), personId: leaverId, institutionId, successorId: null };
      for (const facts of [[ended, ended], [ended]]) await on.api.db.transaction((tx) => on.feeds.renewFor(facts, tx));
      expect((await on.get(on.pathOf(shared))).statusCode).toBe(410);
      const [id = ''] = await current(institutionId);
      expect(id).not.toBe(shared.id);
      expect(await current(elsewhere.institutionId)).toEqual([elsewhere.shared.id]);

      const page = await on.api.request({ url: '/my-calendar', headers: await on.api.signIn(stayingId) });
      expect(page.body).toContain(on.feeds.addressOf({ id }));
      expect(page.body).toMatch(
        /This address is new since \w+, \d+ \w+ 2026: somebody who knew the former one has left/,
      );
      const next = await on.feeds.renew(id, { ...system, personId: stayingId, via: 'session' });
      const later = await on.api.request({ url: '/my-calendar', headers: await on.api.signIn(stayingId) });
      expect(later.body).toContain(on.feeds.addressOf(next));
      expect(later.body).not.toContain('This address is new');
    });

    it('stays while whoever ended one mandate there holds another', async () => {
      const { leaverId, institutionId, shared } = await aSharedCalendar();
      const ended = { mandateId: newId(), personId: leaverId, institutionId, successorId: null };
      await on.api.db.transaction((tx) => on.feeds.renewFor([ended], tx));
      expect(await current(institutionId)).toEqual([shared.id]);
    });

    it('is another one when the access of somebody of the institution was revoked', async () => {
      const { leaverId, institutionId, shared } = await aSharedCalendar();
      await on.api.db.transaction((tx) => on.feeds.revokeOf([{ personId: leaverId }], tx));
      expect((await on.get(on.pathOf(shared))).statusCode).toBe(410);
      const [id = ''] = await current(institutionId);
      expect(await reasons(id)).toEqual([['feed.made', 'the person’s access was revoked']]);
      expect((await reasons(shared.id)).at(-1)).toEqual(['feed.revoked', 'the person’s access was revoked']);
    });

    it('is not made where there was none', async () => {
      const { person, institution } = await on.aFocalPoint();
      await on.api.db.transaction((tx) => on.feeds.revokeOf([{ personId: person.id }], tx));
      expect(await current(institution.id)).toEqual([]);
    });
  });

  it('that we did not make says that there is nothing', async () => {
    const { path } = await on.aFocalPoint();
    for (const url of ['/feeds/x.ics', path.replace(/.{6}\.ics$/, 'AAAAAA.ics'), `/feeds/${newId()}.ics`]) {
      const answer = await on.get(url);
      expect(answer).toMatchObject({
        statusCode: 404,
        body: expect.stringContaining('There is no calendar') as string,
      });
    }
    // The id alone, signed for mails, opens no calendar.
    expect((await on.get(path.replace('.ics', ''))).statusCode).toBe(404);
  });

  it('is named nowhere in the log, whatever comes of it', async () => {
    const log = on.api.app.get(Log);
    const lines: string[] = [];
    for (const level of ['info', 'warn', 'error'] as const) {
      const write = log[level].bind(log);
      log[level] = (facts, message) => {
        lines.push(JSON.stringify({ ...facts, message }));
        write(facts, message);
      };
    }
    const { feed, path } = await on.aFocalPoint();
    const before = lines.length;
    await on.get(path);
    await on.feeds.revoke(feed.id, system);
    await on.get(path);
    await on.get(path.replace('.ics', '/'));
    // A line is written after its answer was sent.
    await eventually(() => expect(lines.length).toBe(before + 3));
    expect(lines[before]).toContain('"route":"/feeds/:token.ics"');
    expect(lines.join('\n')).not.toContain(path.slice('/feeds/'.length, 30));
  });
});

describe('the interface for calendars', () => {
  const base = '/api/v1/feeds';
  interface Shown {
    id: string;
    institutionId: string | null;
    address: string | null;
  }

  it('shows people their own, and those of the institutions they act for', async () => {
    const { person, institution, feed } = await on.aFocalPoint();
    const headers = await on.api.signIn(person.id);
    const payload = { institutionId: institution.id };
    const made = await on.api.request({ method: 'POST', url: base, headers, payload });
    expect(made.statusCode).toBe(201);
    const { headers: answered, ...listed } = await on.api.request({ url: base, headers });
    expect(answered['cache-control']).toBe('no-store');
    expect(listed.json<{ items: Shown[] }>().items).toMatchObject([
      { id: feed.id, institutionId: null, address: on.feeds.addressOf(feed) },
      { institutionId: institution.id, address: made.json<Shown>().address },
    ]);
    expect(await on.db.event.findFirst({ where: { name: 'feed.made', actorId: person.id } })).toMatchObject({
      onBehalfOfId: institution.id,
    });
  });

  it('renews and ends what is theirs, and nothing of others', async () => {
    const [mine, other] = [await on.aFocalPoint(), await on.aFocalPoint()];
    const headers = await on.api.signIn(mine.person.id);
    const post = (url: string, payload?: object) =>
      on.api.request({ method: 'POST', url, headers, ...(payload && { payload }) });
    const renewed = await post(`${base}/${mine.feed.id}/renew`);
    expect(renewed.statusCode).toBe(201);
    expect((await on.get(mine.path)).statusCode).toBe(410);
    const { id, address } = renewed.json<Shown>();
    const path = new URL(address!).pathname;
    expect((await on.get(path)).statusCode).toBe(200);
    expect((await on.api.request({ method: 'DELETE', url: `${base}/${id}`, headers })).statusCode).toBe(204);
    expect((await on.get(path)).statusCode).toBe(410);

    expect((await post(`${base}/${other.feed.id}/renew`)).statusCode).toBe(404);
    const ended = await on.api.request({ method: 'DELETE', url: `${base}/${other.feed.id}`, headers });
    expect(ended.statusCode).toBe(404);
    expect((await post(base, { institutionId: other.institution.id })).statusCode).toBe(404);
    expect((await on.get(other.path)).statusCode).toBe(200);
  });

  it('keeps no answer that shows an address', async () => {
    const { person } = await on.aFocalPoint();
    const headers = { ...(await on.api.signIn(person.id)), 'idempotency-key': newId() };
    const answer = await on.api.request({ method: 'POST', url: base, headers, payload: {} });
    expect(answer.json()).toMatchObject({ status: 400, code: 'idempotency-key-unusable' });
  });

  it('shows an access token that there are calendars, and not where', async () => {
    const { person, feed } = await on.aFocalPoint();
    const headers = await on.api.signIn(person.id);
    const payload = { name: 'Sync', scopes: ['read', 'write'], days: 1 };
    const made = await on.api.request({ method: 'POST', url: '/api/v1/access-tokens', headers, payload });
    const bearing = { authorization: `Bearer ${made.json<{ token: string }>().token}` };
    expect((await on.api.request({ url: base, headers: bearing })).json()).toMatchObject({
      items: [{ id: feed.id, address: null }],
    });
    const renew = { method: 'POST', url: `${base}/${feed.id}/renew`, headers: bearing };
    expect((await on.api.request(renew)).statusCode).toBe(403);
    expect((await on.api.request({ method: 'POST', url: base, headers: bearing, payload: {} })).statusCode).toBe(403);
    expect((await on.api.request({ method: 'DELETE', url: `${base}/${feed.id}`, headers: bearing })).statusCode).toBe(
      204,
    );
  });
});

describe('the page of calendars', () => {
  it('makes, renews and stops an address by its buttons', async () => {
    const person = await aPerson(on.api.db, { locale: 'en' });
    const institution = await anInstitution(on.api.db, { name: `Ministry <b> ${newId()}` });
    await aMandate(on.api.db, { personId: person.id, institutionId: institution.id });
    const headers = {
      ...(await on.api.signIn(person.id)),
      accept: 'text/html',
      'content-type': 'application/x-www-form-urlencoded',
    };
    const open = async (url = '/my-calendar') => (await on.api.request({ url, headers })).body;
    const press = async (url: string, payload = '') => {
      const answer = await on.api.request({ method: 'POST', url, headers, payload });
      expect(answer.statusCode).toBe(303);
      return open(answer.headers['location']);
    };
    const addresses = (page: string) => page.match(/(?<=<code>)http:[^<]+/g) ?? [];
    const before = await open();
    expect(before).not.toContain('<b>');
    expect(addresses(before)).toEqual(['http://nmrf.test/feeds/formal-dates.ics']);
    const made = await press('/my-calendar', 'institutionId=');
    expect(made).toContain('The calendar has its address');
    const [address] = addresses(made);
    expect(made).toContain(`href="${address!.replace('http:', 'webcal:')}"`);
    expect((await on.get(new URL(address!).pathname)).statusCode).toBe(200);
    expect(addresses(await press('/my-calendar', `institutionId=${institution.id}`))).toHaveLength(3);
    const [renew] = /\/my-calendar\/[^"]+\/renew/.exec(made)!;
    const renewed = await press(renew);
    expect(renewed).not.toContain(address);
    expect((await on.get(new URL(address!).pathname)).statusCode).toBe(410);
    const [stop] = /\/my-calendar\/[^"]+\/stop/.exec(renewed)!;
    expect(addresses(await press(stop))).toHaveLength(2);
  });

  it.each(['fr', 'km'])('can be read in %s', async (locale) => {
    const { person } = await on.aFocalPoint({ locale });
    const page = await on.api.request({ url: '/my-calendar?done=renewed', headers: await on.api.signIn(person.id) });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain(`<html lang="${locale}"`);
  });
});
