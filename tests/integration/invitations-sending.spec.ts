import { SetStakeholderList } from '../../libs/invitations/index.js';
import { aConsultation } from '../support/consultations.js';
import { aDesk, outcomesOf, type Desk } from '../support/desk.js';
import { aMandate, anInstitution, aPerson } from '../support/factories.js';
import { invitedPeople } from '../support/invited.js';

describe('inviting to a consultation', () => {
  let desk: Desk;
  let of: ReturnType<typeof invitedPeople>;

  beforeAll(async () => {
    desk = await aDesk();
    of = invitedPeople(desk);
  });
  afterAll(async () => {
    await desk.close();
  });
  beforeEach(async () => {
    desk.clock.set('2026-03-02T03:00:00Z');
    await desk.db.now.owed.deleteMany();
  });

  const scheduled = (facts: Parameters<typeof aConsultation>[1] = {}) =>
    aConsultation(desk, { scheduled: { from: '2026-04-20T09:00', until: '2026-04-20T12:00' }, ...facts });
  const listOf = async (facts: object) =>
    of.lists.add(SetStakeholderList.parse({ name: `List ${Math.random()}`, ...facts }), desk.by);

  it('finds on a list who fits its filter today, with those added and without those left out', async () => {
    const detention = await of.aMember({ kind: 'CSO', province: 'Kampot', themes: ['Detention'], locale: 'km' });
    const leftOut = await of.aMember({ kind: 'CSO', province: 'Kampot', themes: ['Detention'], locale: 'km' });
    await of.aMember({ kind: 'CSO', province: 'Kep', themes: ['Detention'], locale: 'km' });
    await of.aMember({ kind: 'CSO', province: 'Kampot', themes: ['Water'], locale: 'km' });
    await of.aMember({ kind: 'NHRI', province: 'Kampot', themes: ['Detention'], locale: 'km' });
    await of.aMember({ kind: 'CSO', province: 'Kampot', themes: ['Detention'], locale: 'fr' });
    const added = await of.aMember({ kind: 'MINISTRY' });
    const [alone = ''] = await of.people(1);
    const listId = await listOf({
      ...{ kinds: ['CSO'], provinces: ['Kampot'], themes: ['Detention', 'Torture'], locales: ['km'] },
      ...{ institutionIds: [added.institutionId], personIds: [alone], leftOutInstitutionIds: [leftOut.institutionId] },
    });
    const found = (await of.lists.preview(listId)).map(({ personId }) => personId);
    expect(new Set(found)).toEqual(new Set([detention.personId, added.personId, alone]));
    expect(await of.lists.get(listId)).toMatchObject({
      institutions: [{ id: added.institutionId }],
      leftOutInstitutions: [{ id: leftOut.institutionId }],
    });
  });

  it('keeps a list of those named one by one apart from any filter, and refuses a name twice', async () => {
    const { institutionId, personId } = await of.aMember({ kind: 'CSO' });
    const listId = await listOf({ name: 'Few', isFilter: false, institutionIds: [institutionId] });
    expect(await of.lists.preview(listId)).toMatchObject([{ personId }]);
    const again = SetStakeholderList.parse({ name: 'Few' });
    await expect(of.lists.add(again, desk.by)).rejects.toMatchObject({ code: 'list-name-taken' });
  });

  it('invites an institution through its main focal point, else its alternate, and says where nobody acts for it', async () => {
    const both = await of.aMember();
    await aMandate(desk.db, { institutionId: both.institutionId, role: 'ALTERNATE' });
    const { id: second } = await anInstitution(desk.db);
    const alternate = await aMandate(desk.db, { institutionId: second, role: 'ALTERNATE' });
    await aMandate(desk.db, { institutionId: second, role: 'MAIN', endsOn: '2026-03-01' });
    await aMandate(desk.db, { institutionId: second, role: 'VALIDATING_AUTHORITY' });
    const { id: empty } = await anInstitution(desk.db);
    const { id } = await scheduled();
    const wanted = of.whom({ institutionIds: [both.institutionId, second, empty] });
    const { items } = await of.invitations.preview(id, wanted);
    expect(items.map(({ personId, standing }) => [personId, standing])).toEqual(
      expect.arrayContaining([
        [both.personId, 'NEW'],
        [alternate.personId, 'NEW'],
        [null, 'NOBODY'],
      ]),
    );
    expect(await of.invitations.invite(id, wanted, desk.by)).toEqual({ invited: 2, told: 0 });
  });

  it('shows who gets what before anybody does, and where there are more invitees than seats', async () => {
    const known = await of.aMember({ kind: 'CSO', locale: 'km' });
    const gone = await of.aMember({ kind: 'CSO' });
    const { email } = await desk.db.now.person.findUniqueOrThrow({ where: { id: gone.personId } });
    await desk.db.now.suppression.create({ data: { address: email, reason: 'nobody', createdAt: desk.clock.now() } });
    const forgotten = await aPerson(desk.db, { name: '…' });
    await desk.db.now.person.update({ where: { id: forgotten.id }, data: { forgottenAt: desk.clock.now() } });
    const { id } = await scheduled({ capacity: 50, seats: [{ kind: 'CSO', seats: 1 }] });
    await of.invitations.invite(id, of.whom({ institutionIds: [known.institutionId] }), desk.by);
    const preview = await of.invitations.preview(
      id,
      of.whom({ institutionIds: [known.institutionId, gone.institutionId], personIds: [forgotten.id] }),
    );
    const of_ = (personId: string) => preview.items.find((item) => item.personId === personId);
    expect(of_(known.personId)).toMatchObject({ standing: 'INVITED', locale: 'km', kind: 'CSO', channel: 'MAIL' });
    expect(of_(gone.personId)).toMatchObject({ standing: 'NEW', channel: 'SUPPRESSED' });
    expect(of_(forgotten.id)).toMatchObject({ standing: 'FORGOTTEN', channel: 'NONE' });
    expect(preview).toMatchObject({ invitees: 2, crowded: [{ kind: 'CSO', invitees: 2, seats: 1 }] });
    expect(await desk.db.now.invitation.count({ where: { consultationId: id } })).toBe(1);
  });

  it('writes one mail each, in their own language, to nobody else besides', async () => {
    const km = await of.aMember({ locale: 'km' });
    const fr = await of.aMember({ locale: 'fr' });
    const { id } = await scheduled();
    await of.invitations.invite(
      id,
      of.whom({ institutionIds: [km.institutionId], personIds: [fr.personId, km.personId] }),
      desk.by,
    );
    expect(await of.told(km.personId)).toEqual([]);
    expect(await of.invitations.sendOut(id, desk.by)).toEqual({ invited: 0, told: 2 });
    for (const { personId, locale } of [
      { ...km, locale: 'km' },
      { ...fr, locale: 'fr' },
    ]) {
      const mails = await desk.mails('consultation-invitation', personId);
      const { email } = await desk.db.now.person.findUniqueOrThrow({ where: { id: personId } });
      expect(mails).toMatchObject([{ locale, address: email, props: { news: 'INVITED', answer: null } }]);
      const link = await desk.db.now.link.findUniqueOrThrow({ where: { id: mails[0]?.props.linkId ?? '' } });
      expect(link).toMatchObject({ purpose: 'invitation', personId, subjectId: mails[0]?.threadId });
    }
    expect(await desk.eventsOf(id)).toEqual(expect.arrayContaining(['invitation.made', 'consultation.opened']));
    expect(await desk.db.now.consultation.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'INVITING' });
  });

  it('tells everybody once, though it is sent out ten times at once and again', async () => {
    const personIds = await of.people(3);
    const { id } = await scheduled();
    await Promise.all(Array.from({ length: 10 }, () => of.invitations.invite(id, of.whom({ personIds }), desk.by)));
    await outcomesOf(Array.from({ length: 10 }, () => of.invitations.sendOut(id, desk.by)));
    expect(await of.invitations.sendOut(id, desk.by)).toMatchObject({ told: 0 });
    for (const personId of personIds) expect(await of.told(personId)).toEqual(['INVITED']);
    expect((await desk.eventsOf(id)).filter((name) => name === 'consultation.opened')).toHaveLength(1);
  });

  it('sends invitations out at the moment that was set, and not at one that was set before', async () => {
    const personIds = await of.people(1);
    const from = '2026-04-20T09:00';
    const { id } = await aConsultation(desk, {
      scheduled: { from, until: '2026-04-20T12:00', inviteAt: '2026-03-10T08:00' },
    });
    await of.invitations.invite(id, of.whom({ personIds }), desk.by);
    await of.workAt('2026-03-10T00:59:00Z');
    expect(await of.told(personIds[0] ?? '')).toEqual([]);
    await of.workAt('2026-03-10T01:00:00Z');
    expect(await of.told(personIds[0] ?? '')).toEqual(['INVITED']);
    await desk.db.transaction((tx) => of.invitations.sendDue([{ consultationId: id }], tx));
    expect(await of.told(personIds[0] ?? '')).toEqual(['INVITED']);
  });

  it('tells late additions at once, and only them', async () => {
    const [first = '', late = ''] = await of.people(2);
    const { id } = await of.open([first]);
    expect(await of.invitations.invite(id, of.whom({ personIds: [first, late] }), desk.by)).toEqual({
      invited: 1,
      told: 1,
    });
    expect(await of.told(first)).toEqual(['INVITED']);
    expect(await of.told(late)).toEqual(['INVITED']);
  });

  it('invites nobody to what is over', async () => {
    const { id } = await aConsultation(desk, { held: true });
    const wanted = of.whom({ personIds: await of.people(1) });
    await expect(of.invitations.invite(id, wanted, desk.by)).rejects.toMatchObject({ code: 'consultation-not-now' });
    await expect(of.invitations.sendOut(id, desk.by)).rejects.toMatchObject({ code: 'consultation-not-now' });
  });

  it('writes five hundred invitations in a moment', async () => {
    const people = Array.from({ length: 500 }, (_, n) => ({
      ...{ name: `Person ${n}`, email: `many-${n}@example.org`, locale: 'km', timeZone: 'Asia/Phnom_Penh' },
    }));
    const made = await desk.db.now.person.createManyAndReturn({ data: people, select: { id: true } });
    const { id } = await scheduled();
    const began = performance.now();
    await of.invitations.invite(id, of.whom({ personIds: made.map((person) => person.id) }), desk.by);
    expect(await of.invitations.sendOut(id, desk.by)).toMatchObject({ told: 500 });
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
