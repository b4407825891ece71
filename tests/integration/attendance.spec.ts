import { aDesk, outcomesOf, type Desk } from '../support/desk.js';
import { anInstitution, aPerson } from '../support/factories.js';
import { recordedMeetings } from '../support/recorded.js';

const morning = '2026-09-14T17:00:00Z'; // midnight in Phnom Penh
const nine = '2026-09-15T02:00:00Z';

let desk: Desk;
let meetings: ReturnType<typeof recordedMeetings>;
beforeAll(async () => {
  desk = await aDesk({ now: nine });
  meetings = recordedMeetings(desk);
});
beforeEach(() => desk.clock.set(nine));
afterAll(() => desk.close());

const stateOf = async (id: string) =>
  (await desk.db.now.invitation.findUniqueOrThrow({ where: { id }, select: { attendance: true } })).attendance;
const record = (consultationId: string, attendance: 'ATTENDED' | 'ABSENT', ...ids: string[]) =>
  meetings.attendance.record(
    consultationId,
    { items: ids.map((invitationId) => ({ invitationId, attendance })) },
    desk.by,
  );

describe('the list of attendance', () => {
  it('is kept from the morning of the day on, where the meeting is held', async () => {
    const { id } = await meetings.aMeeting();
    const { id: invitationId } = await meetings.anInvitee(id);
    desk.clock.set('2026-09-14T16:59:59Z');
    await expect(record(id, 'ATTENDED', invitationId)).rejects.toMatchObject({ code: 'attendance-not-now' });
    desk.clock.set(morning);
    expect(await record(id, 'ATTENDED', invitationId)).toBe(1);
  });

  it('takes a form with many boxes at once, and keeps what others have noted meanwhile', async () => {
    const { id } = await meetings.aMeeting();
    const [ann, ben, cam, dan] = [
      await meetings.anInvitee(id, { name: 'Ann' }),
      await meetings.anInvitee(id, { name: 'Ben' }),
      await meetings.anInvitee(id, { name: 'Cam' }),
      await meetings.anInvitee(id, { name: 'Dan' }),
    ];
    await record(id, 'ATTENDED', cam.id);
    const { body } = await meetings.open(`/consultations/${id}/attendance`);
    expect(body.match(/name="was"/g)).toHaveLength(1);
    // Meanwhile somebody else notes Ben and Dan.
    await record(id, 'ATTENDED', ben.id, dan.id);
    await record(id, 'ABSENT', dan.id);
    const saved = await meetings.press(`/consultations/${id}/attendance`, { here: [ann.id], was: [cam.id] });
    expect(saved.headers['location']).toBe(`/consultations/${id}/attendance?done=saved&n=2`);
    expect(await Promise.all([ann, ben, cam, dan].map((one) => stateOf(one.id)))).toEqual([
      'ATTENDED',
      'ATTENDED',
      'ABSENT',
      'ABSENT',
    ]);
  });

  it('takes corrections, each with its event, and the same again without one', async () => {
    const { id } = await meetings.aMeeting();
    const { id: invitationId } = await meetings.anInvitee(id);
    await record(id, 'ATTENDED', invitationId);
    await record(id, 'ATTENDED', invitationId);
    await record(id, 'ABSENT', invitationId);
    await record(id, 'ATTENDED', invitationId);
    expect(await meetings.events(invitationId, 'attendance.recorded')).toBe(3);
  });

  it('notes ten who are ticked by ten people at once, once each', async () => {
    const { id } = await meetings.aMeeting();
    const { id: invitationId } = await meetings.anInvitee(id);
    const { done } = await outcomesOf(Array.from({ length: 10 }, () => record(id, 'ATTENDED', invitationId)));
    expect(done.reduce((sum, n) => sum + n, 0)).toBe(1);
    expect(await meetings.events(invitationId, 'attendance.recorded')).toBe(1);
  });

  it('refuses who was not invited to this one, and notes nobody then', async () => {
    const { id } = await meetings.aMeeting();
    const { id: other } = await meetings.aMeeting();
    const mine = await meetings.anInvitee(id);
    const theirs = await meetings.anInvitee(other);
    await expect(record(id, 'ATTENDED', mine.id, theirs.id)).rejects.toMatchObject({ code: 'not-found' });
    expect(await stateOf(mine.id)).toBeNull();
  });

  it('notes whoever held a seat and was not seen as absent, once it is closed after the meeting', async () => {
    const { id } = await meetings.held();
    const [came, missing, declined] = [
      await meetings.anInvitee(id),
      await meetings.anInvitee(id),
      await meetings.anInvitee(id, { seat: 'NONE' }),
    ];
    await record(id, 'ATTENDED', came.id);
    const closed = await meetings.press(`/consultations/${id}/attendance/close`);
    expect(closed.headers['location']).toMatch(/\?done=closed&n=1$/);
    expect(await Promise.all([came, missing, declined].map((one) => stateOf(one.id)))).toEqual([
      'ATTENDED',
      'ABSENT',
      null,
    ]);
    expect(await meetings.attendance.close(id, desk.by)).toBe(0);
    expect(await meetings.events(missing.id, 'attendance.recorded')).toBe(1);
  });

  it('is not closed while the meeting goes on', async () => {
    const { id } = await meetings.aMeeting();
    await expect(meetings.attendance.close(id, desk.by)).rejects.toMatchObject({ code: 'consultation-not-held' });
    const answer = await meetings.press(`/consultations/${id}/attendance/close`);
    expect([answer.statusCode, answer.body.includes('The meeting is not over yet')]).toEqual([409, true]);
  });

  it('stays small on a telephone with five hundred people, page by page, without names in addresses', async () => {
    const { id } = await meetings.aMeeting();
    const people = Array.from({ length: 500 }, (_, n) => ({
      consultationId: id,
      walkInName: `Sokha-${String(n).padStart(3, '0')}`,
      invitedAt: desk.clock.now(),
      attendance: 'ATTENDED' as const,
    }));
    await desk.db.now.invitation.createMany({ data: people });
    const seen: string[] = [];
    let url: string | undefined = `/consultations/${id}/attendance`;
    while (url !== undefined) {
      const { body }: { body: string } = await meetings.open(url);
      expect(body.length).toBeLessThan(50_000);
      seen.push(...(body.match(/Sokha-\d{3}/g) ?? []));
      url = /<a href="([^"]+)" rel="next">/.exec(body)?.[1];
      expect(url ?? '').not.toContain('Sokha');
    }
    expect(seen).toEqual(people.map(({ walkInName }) => walkInName));
  });

  it('is printed whole, by name, with the codes, for where there is no network', async () => {
    const { id } = await meetings.aMeeting();
    await meetings.anInvitee(id, { name: 'Zed', doorCode: 'PRINT2' });
    await meetings.anInvitee(id, { name: 'Amara', doorCode: 'PRINT1', otherNeeds: 'A chair with arms' });
    const { body } = await meetings.open(`/consultations/${id}/attendance/print`);
    expect(body.indexOf('Amara')).toBeLessThan(body.indexOf('Zed'));
    for (const text of ['PRINT1', 'PRINT2', 'A chair with arms', 'Signature']) expect(body).toContain(text);
  });

  it('is not kept any more once the minutes are final', async () => {
    const { id } = await meetings.aMeeting({ status: 'CLOSED' });
    const { id: invitationId } = await meetings.anInvitee(id);
    await expect(record(id, 'ATTENDED', invitationId)).rejects.toMatchObject({ code: 'attendance-not-now' });
  });

  it('is for those who hold the meeting and the secretariat; nobody else learns that there is one', async () => {
    const { id, hostId } = await meetings.aMeeting({ restricted: true });
    const invitee = await meetings.anInvitee(id, { name: 'Secret Person' });
    await desk.db.now.roleGrant.create({ data: { personId: hostId, role: 'OBSERVER', grantedAt: desk.clock.now() } });
    const observer = await aPerson(desk.db, { roles: ['OBSERVER'] });
    const officer = await aPerson(desk.db, { roles: ['OFFICER'] });
    const list = `/consultations/${id}/attendance`;
    const [ofHost, ofOfficer] = [await meetings.open(list, hostId), await meetings.open(list, officer.id)];
    expect([ofHost.statusCode, ofHost.body.includes(`${list}/print`)]).toEqual([200, true]);
    expect([ofOfficer.statusCode, ofOfficer.body.includes(`${list}/print`)]).toEqual([200, false]);
    // On paper, with the codes, it is for those who may take it out as a file too.
    expect((await meetings.open(`${list}/print`, hostId)).statusCode).toBe(200);
    const unprinted = await meetings.open(`${list}/print`, officer.id);
    expect([unprinted.statusCode, unprinted.body.includes('Secret')]).toEqual([403, false]);
    for (const url of [list, `${list}/print`]) {
      const refused = await meetings.open(url, observer.id);
      expect([refused.statusCode, refused.body.includes('Secret')]).toEqual([404, false]);
    }
    expect((await meetings.call('GET', `consultations/${id}/attendance`, undefined, observer.id)).status).toBe(404);
    const body = { items: [{ invitationId: invitee.id, attendance: 'ATTENDED' }] };
    expect((await meetings.call('POST', `consultations/${id}/attendance`, body, observer.id)).status).toBe(404);
    expect(await meetings.call('POST', `consultations/${id}/attendance`, body, hostId)).toEqual({
      status: 200,
      body: { changed: 1 },
    });
  });
});

describe('the code on a pass', () => {
  it('shows whoever stands at the door who it is, and lets in when the button is pressed', async () => {
    const { id } = await meetings.aMeeting();
    const invitee = await meetings.anInvitee(id, {
      name: 'Heng Maly',
      doorCode: 'DOOR01',
      otherNeeds: 'Sits in front',
    });
    const page = await meetings.open('/door/DOOR01');
    for (const text of ['Heng Maly', 'has a seat', 'Sits in front', 'Let in']) expect(page.body).toContain(text);
    expect(await stateOf(invitee.id)).toBeNull();
    const pressed = await meetings.press('/door/DOOR01');
    expect(pressed.headers['location']).toBe('/door/DOOR01?done=in');
    expect((await meetings.press('/door/DOOR01')).headers['location']).toBe('/door/DOOR01?done=already');
    expect((await meetings.open('/door/DOOR01?done=already')).body).toContain('was noted as present before');
    expect(await meetings.events(invitee.id, 'attendance.recorded')).toBe(1);
  });

  it('lets one in when it is shown ten times at once', async () => {
    const { id } = await meetings.aMeeting();
    const invitee = await meetings.anInvitee(id, { doorCode: 'DOOR02' });
    const attempts = Array.from({ length: 10 }, () => meetings.attendance.letIn(id, 'DOOR02', desk.by));
    const outcomes = (await Promise.all(attempts)).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'in')).toHaveLength(1);
    expect(await meetings.events(invitee.id, 'attendance.recorded')).toBe(1);
  });

  it('is typed in as people type', async () => {
    const { id } = await meetings.aMeeting();
    await meetings.anInvitee(id, { name: 'Heng Maly', doorCode: 'DOOR03' });
    const pressed = await meetings.press(`/consultations/${id}/attendance/door`, { code: ' door-0 3 ' });
    const at = pressed.headers['location'] ?? '';
    expect(at).toMatch(/\?done=in&who=[0-9a-f-]+$/);
    expect((await meetings.open(at)).body).toContain('Heng Maly');
  });

  it('of another meeting is no code at this one', async () => {
    const { id } = await meetings.aMeeting();
    const { id: other } = await meetings.aMeeting();
    const invitee = await meetings.anInvitee(other, { name: 'Heng Maly', doorCode: 'DOOR04' });
    const answer = await meetings.press(`/consultations/${id}/attendance/door`, { code: 'DOOR04' });
    expect(answer.statusCode).toBe(404);
    expect(answer.body).toContain('<a href="#code">Nobody who was invited here has this code.');
    expect(answer.body).not.toContain('Heng Maly');
    expect(await stateOf(invitee.id)).toBeNull();
    expect(await meetings.call('POST', `consultations/${id}/attendance/door`, { code: 'DOOR04' })).toMatchObject({
      status: 404,
      body: { code: 'door-code-unknown' },
    });
  });

  it('tells strangers nothing: they are asked to sign in, and whoever does not stand at this door finds no page', async () => {
    const { id } = await meetings.aMeeting();
    await meetings.anInvitee(id, { name: 'Heng Maly', doorCode: 'DOOR05' });
    const stranger = await meetings.openByLink('/door/DOOR05');
    expect([stranger.statusCode, stranger.headers['location']]).toEqual([303, '/sign-in?returnTo=%2Fdoor%2FDOOR05']);
    expect(stranger.body).not.toContain('Maly');
    const observer = await aPerson(desk.db, { roles: ['OBSERVER'] });
    const [known, unknown] = [
      await meetings.open('/door/DOOR05', observer.id),
      await meetings.open('/door/NONE', observer.id),
    ];
    expect([known.statusCode, unknown.statusCode]).toEqual([404, 404]);
    expect(known.body.includes('Maly')).toBe(false);
    expect((await meetings.press('/door/DOOR05', {}, observer.id)).statusCode).toBe(404);
  });

  it('opens nothing on another day', async () => {
    const { id } = await meetings.aMeeting({ startsAt: '2026-10-15T02:00:00Z', endsAt: '2026-10-15T05:00:00Z' });
    await meetings.anInvitee(id, { doorCode: 'DOOR06' });
    const { body } = await meetings.open('/door/DOOR06');
    expect([body.includes('from the morning of the day on'), body.includes('>Let in<')]).toEqual([true, false]);
    expect((await meetings.press('/door/DOOR06')).statusCode).toBe(409);
  });
});

describe('somebody who comes uninvited', () => {
  const walkIn = (id: string, facts: object) => meetings.call('POST', `consultations/${id}/attendance/walk-ins`, facts);

  it('is let in when all seats are taken, with a warning', async () => {
    const { id } = await meetings.aMeeting({ capacity: 1 });
    expect(await walkIn(id, { name: 'First' })).toMatchObject({
      status: 201,
      body: { outcome: 'in', isOverfull: false },
    });
    await meetings.anInvitee(id);
    expect(await walkIn(id, { name: 'Second' })).toMatchObject({ status: 201, body: { isOverfull: true } });
    const { body } = await meetings.open(`/consultations/${id}/attendance`);
    expect(body).toContain('than there are seats');
    expect(body).toContain('came uninvited');
  });

  it('is added once, however often the form is sent', async () => {
    const { id } = await meetings.aMeeting();
    const { body } = await meetings.open(`/consultations/${id}/attendance`);
    const formId = /name="id" value="([^"]+)"/.exec(body)?.[1] ?? '';
    const fields = { id: formId, name: 'Ros Vichet', institution: 'A network nobody knows', email: '' };
    const pressed = await Promise.all(
      Array.from({ length: 10 }, () => meetings.press(`/consultations/${id}/attendance/walk-ins`, fields)),
    );
    expect(new Set(pressed.map(({ statusCode }) => statusCode))).toEqual(new Set([303]));
    const all = await desk.db.now.invitation.findMany({ where: { consultationId: id } });
    expect(all).toMatchObject([{ walkInName: 'Ros Vichet (A network nobody knows)', attendedVia: 'WALK_IN' }]);
  });

  it('counts for the institution they come from, and gets the minutes at the address they give', async () => {
    const { id } = await meetings.aMeeting();
    const institution = await anInstitution(desk.db, {
      name: 'Network of Riverside Women',
      acronym: 'NRW',
      kind: 'CSO',
    });
    const fields = { name: 'Ros Vichet', institution: 'nrw', email: 'Ros.Vichet@Example.org' };
    await meetings.press(`/consultations/${id}/attendance/walk-ins`, fields);
    const [row] = await desk.db.now.invitation.findMany({ where: { consultationId: id }, include: { person: true } });
    expect(row).toMatchObject({
      institutionId: institution.id,
      kind: 'CSO',
      attendance: 'ATTENDED',
      person: { email: 'ros.vichet@example.org', locale: 'en' },
    });
  });

  it('turns out to have been invited, by the address', async () => {
    const { id } = await meetings.aMeeting();
    const invitee = await meetings.anInvitee(id, { seat: 'NONE' });
    const added = await walkIn(id, { name: 'The same', email: invitee.person.email });
    expect(added).toMatchObject({ status: 201, body: { invitationId: invitee.id, outcome: 'in' } });
    expect(await desk.db.now.invitation.count({ where: { consultationId: id } })).toBe(1);
  });

  it('needs a name, and an address that is one', async () => {
    const { id } = await meetings.aMeeting();
    const fields = { name: ' ', institution: '', email: 'not an address' };
    const answer = await meetings.press(`/consultations/${id}/attendance/walk-ins`, fields);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('<a href="#name">Enter the name.</a>');
    expect(answer.body).toContain('<a href="#email">This is not an e-mail address.');
    expect(answer.body).toContain('value="not an address"');
  });
});
