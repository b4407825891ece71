import { ForgettingService } from '../../libs/safety/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { contributors, type Contributors } from '../support/contributed.js';
import { aMandate, aPerson } from '../support/factories.js';

let desk: Desk;
let people: Contributors;
beforeAll(async () => {
  desk = await aDesk();
  people = contributors(desk);
});
afterAll(() => desk.close());

const csv = { 'content-type': 'text/csv; charset=utf-8' };

describe('the list of participants', () => {
  const aList = async () => {
    const consultation = await people.aConsultation({ status: 'HELD', restricted: true });
    const invitee = await people.anInvitee(consultation.id, { name: '=HYPERLINK("http://elsewhere.example.org")' });
    await desk.db.now.invitation.update({
      where: { id: invitee.invitation.id },
      data: {
        answer: 'ACCEPTED',
        seat: 'HELD',
        attendance: 'ATTENDED',
        otherNeeds: 'a chair, "with arms"',
        gender: 'WOMAN',
        hasDisability: true,
      },
    });
    const take = (headers: Record<string, string>, reason = 'Badges for the door') =>
      people.press(`/consultations/${consultation.id}/participants.csv`, { reason }, headers);
    return { ...consultation, invitee, take };
  };

  it('leaves for a reason only, which is kept; with what the door needs, and no more', async () => {
    const { id, invitee, take } = await aList();
    const headers = await desk.api.signIn(desk.coordinator.id);
    const form = await people.open(`/consultations/${id}/participants-export`, headers);
    expect(form.body).toContain('A file of names can endanger people');
    const refused = await take(headers, ' ');
    expect([refused.statusCode, refused.body.includes('href="#reason"')]).toEqual([422, true]);
    expect(await desk.eventsOf(id)).toEqual([]);
    const file = await take(headers);
    expect(file.headers).toMatchObject({
      ...csv,
      'content-disposition': 'attachment; filename="participants.csv"',
      'cache-control': 'no-store',
    });
    expect(file.body.replace('\uFEFF', '').split('\r\n')).toEqual([
      'name,institution,kind,answer,seat,attendance,interpretation,step_free,travel,other_needs',
      `"'=HYPERLINK(""http://elsewhere.example.org"")",${invitee.institution.name},CSO,ACCEPTED,HELD,ATTENDED,,,,"a chair, ""with arms"""`,
      '',
    ]);
    expect(file.body).not.toContain(invitee.person.email);
    expect(file.body).not.toContain('WOMAN');
    const where = { name: 'participants.exported', subjectIds: { has: id } };
    expect(await desk.db.now.event.findMany({ where })).toMatchObject([
      { actorId: desk.coordinator.id, reason: 'Badges for the door', payload: { consultationId: id } },
    ]);
  });

  it('begins with the mark of UTF-8', async () => {
    const { id } = await aList();
    const session = await desk.api.signIn(desk.coordinator.id);
    const answer = await fetch(`${await desk.api.app.getUrl()}/consultations/${id}/participants.csv`, {
      method: 'POST',
      headers: { ...session, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'reason=Badges',
    });
    expect([...new Uint8Array(await answer.arrayBuffer()).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });

  it('counts who was forgotten, without a name', async () => {
    const { invitee, take } = await aList();
    await desk.api.app.get(ForgettingService).forget(invitee.person.id, { by: desk.by, erasesWritings: true });
    const { body } = await take(await desk.api.signIn(desk.coordinator.id));
    expect(body.trimEnd().split('\r\n').slice(1)).toEqual(['(forgotten),,,1']);
    expect(body).not.toContain('HYPERLINK');
  });

  it.each([
    ['a host', 200],
    ['an administrator', 200],
    ['an officer, who sees it on the page', 403],
    ['an observer', 404],
    ['a participant', 404],
    ['nobody', 303],
  ])('for %s: %d', async (who, status) => {
    const { host, invitee, take } = await aList();
    const personIds: Record<string, string> = {
      'a host': host.id,
      'an administrator': (await aPerson(desk.db, { roles: ['ADMINISTRATOR'] })).id,
      'an officer, who sees it on the page': (await aPerson(desk.db, { roles: ['OFFICER'] })).id,
      'an observer': (await aPerson(desk.db, { roles: ['OBSERVER'] })).id,
      'a participant': invitee.person.id,
    };
    if (who === 'a participant') await aMandate(desk.db, { personId: invitee.person.id });
    const personId = personIds[who];
    const headers = personId === undefined ? {} : await desk.api.signIn(personId);
    expect((await take(headers)).statusCode).toBe(status);
  });
});
