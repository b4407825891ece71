import { SuccessionService } from '../../libs/invitations/index.js';
import { ChangeConsultation } from '../../libs/consultations/index.js';
import { aDesk, outcomesOf, type Desk } from '../support/desk.js';
import { aMandate, aPerson } from '../support/factories.js';
import { invitedPeople } from '../support/invited.js';

describe('seats, and who goes', () => {
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

  const seatsOf = async (consultationId: string, personIds: string[]) =>
    Promise.all(personIds.map(async (personId) => (await of.theirs(consultationId, personId)).seat));

  it('gives who accepts a seat and a code for the door, and confirms it once', async () => {
    const [one = ''] = await of.people(1);
    const { id } = await of.open([one]);
    expect(await of.say(id, one, 'ACCEPTED')).toEqual({ outcome: 'taken', seat: 'HELD', isLate: false });
    expect(await of.say(id, one, 'ACCEPTED')).toMatchObject({ outcome: 'same' });
    const { doorCode } = await of.theirs(id, one);
    expect(doorCode).toMatch(/^[A-HJKMNP-Z2-9]{10}$/);
    const [, confirmed, ...others] = await desk.mails('consultation-invitation', one);
    expect(confirmed?.props).toMatchObject({ news: 'SEAT_HELD', answer: 'ACCEPTED', doorCode });
    expect(others).toEqual([]);
  });

  it('writes nothing to who declines or does not know yet', async () => {
    const [no = '', maybe = ''] = await of.people(2);
    const { id } = await of.open([no, maybe]);
    await of.say(id, no, 'DECLINED');
    await of.say(id, maybe, 'TENTATIVE');
    expect(await of.told(no)).toEqual(['INVITED']);
    expect(await of.told(maybe)).toEqual(['INVITED']);
    expect(await seatsOf(id, [no, maybe])).toEqual(['NONE', 'NONE']);
  });

  it('gives the last seat to one of ten who accept at once, and has the others wait in order', async () => {
    const ten = await of.people(10);
    const { id } = await of.open(ten, { capacity: 1 });
    await Promise.all(ten.map((personId) => of.say(id, personId, 'ACCEPTED')));
    const seats = await seatsOf(id, ten);
    expect(seats.filter((seat) => seat === 'HELD')).toHaveLength(1);
    expect(seats.filter((seat) => seat === 'WAITING')).toHaveLength(9);
  });

  it('moves up who has waited longest when somebody gives a seat back, and tells them once', async () => {
    const [first = '', second = '', third = ''] = await of.people(3);
    const { id } = await of.open([first, second, third], { capacity: 1 });
    for (const [n, personId] of [first, second, third].entries()) {
      desk.clock.set(`2026-03-02T03:0${n}:00Z`);
      await of.say(id, personId, 'ACCEPTED');
    }
    expect(await of.told(second)).toEqual(['INVITED', 'WAITING']);
    await outcomesOf(Array.from({ length: 10 }, () => of.say(id, first, 'DECLINED')));
    expect(await seatsOf(id, [first, second, third])).toEqual(['NONE', 'HELD', 'WAITING']);
    expect(await of.told(second)).toEqual(['INVITED', 'WAITING', 'SEAT_GIVEN']);
    const given = (await desk.mails('consultation-invitation', second)).at(-1);
    expect(given?.props.doorCode).toBe((await of.theirs(id, second)).doorCode);
    expect(given?.props.doorCode).not.toBeNull();
    await of.sent();
    await of.withdraw(id, second);
    expect(await seatsOf(id, [first, second, third])).toEqual(['NONE', 'NONE', 'HELD']);
    expect(await of.told(second, ['INVITED'])).toEqual(['WAITING', 'SEAT_GIVEN', 'WITHDRAWN']);
  });

  it('keeps the seats of groups apart: who waits in a full one lets those behind pass', async () => {
    const cso = await of.aMember({ kind: 'CSO' });
    const waitingCso = await of.aMember({ kind: 'CSO' });
    const ministry = await of.aMember({ kind: 'MINISTRY' });
    const waitingMinistry = await of.aMember({ kind: 'MINISTRY' });
    const all = [cso, waitingCso, ministry, waitingMinistry].map(({ personId }) => personId);
    const { id } = await of.open(all, { capacity: 2, seats: [{ kind: 'CSO', seats: 1 }] });
    for (const [n, personId] of [all[0], all[2], all[1], all[3]].entries()) {
      desk.clock.set(`2026-03-02T03:0${n}:00Z`);
      await of.say(id, personId ?? '', 'ACCEPTED');
    }
    expect(await seatsOf(id, all)).toEqual(['HELD', 'WAITING', 'HELD', 'WAITING']);
    await of.say(id, ministry.personId, 'DECLINED');
    expect(await seatsOf(id, all)).toEqual(['HELD', 'WAITING', 'NONE', 'HELD']);
  });

  it('lets people move up when there are more seats, and never fewer seats than are held', async () => {
    const two = await of.people(2);
    const { id } = await of.open(two, { capacity: 1 });
    for (const personId of two) await of.say(id, personId, 'ACCEPTED');
    const capacity = (count: number) =>
      of.consultations.change(id, ChangeConsultation.parse({ capacity: count }), desk.by);
    await capacity(2);
    await desk.work();
    expect(await seatsOf(id, two)).toEqual(['HELD', 'HELD']);
    await expect(capacity(1)).rejects.toMatchObject({ code: 'capacity-below-acceptances' });
    await desk.db.transaction((tx) => of.news.tellChange([{ consultationId: id, isTold: false }], tx));
    expect((await of.told(two[1] ?? '')).filter((news) => news === 'SEAT_GIVEN')).toHaveLength(1);
    expect((await of.told(two[1] ?? '')).includes('CHANGED')).toBe(false);
  });

  it('marks an answer after the last day as late, and takes none once it is over', async () => {
    const [one = ''] = await of.people(1);
    const { id } = await of.open([one]);
    desk.clock.set('2026-04-17T17:00:00Z'); // midnight there: answers were due on the 17th
    expect(await of.say(id, one, 'ACCEPTED')).toMatchObject({ isLate: true, seat: 'HELD' });
    await of.workAt('2026-04-20T05:00:00Z');
    await expect(of.say(id, one, 'DECLINED')).rejects.toMatchObject({ code: 'answer-not-wanted' });
  });

  it('sends somebody in one’s place: found or registered, told, with the seat kept for them', async () => {
    const { personId: one, institutionId } = await of.aMember({ kind: 'CSO' });
    const { id } = await of.open([one], { capacity: 1 });
    await of.say(id, one, 'ACCEPTED');
    await of.delegate(id, one, 'bopha.new@example.org');
    await of.delegate(id, one, 'Bopha.New@example.org ');
    const bopha = await desk.db.now.person.findUniqueOrThrow({ where: { email: 'bopha.new@example.org' } });
    const theirs = await of.theirs(id, bopha.id);
    expect(theirs).toMatchObject({ kind: 'CSO', institutionId, seat: 'HELD', answer: null });
    expect(await of.theirs(id, one)).toMatchObject({ answer: 'DELEGATED', seat: 'NONE' });
    expect(await desk.mails('consultation-invitation', bopha.id)).toMatchObject([
      { locale: 'fr', props: { news: 'DELEGATED', delegatedBy: 'Sok Dara', doorCode: null } },
    ]);
    await expect(of.delegate(id, bopha.id, 'third@example.org')).rejects.toMatchObject({
      code: 'delegate-of-delegate',
    });
    // Answering oneself takes it back.
    await of.sent();
    expect(await of.say(id, one, 'ACCEPTED')).toMatchObject({ seat: 'HELD' });
    expect(await of.told(bopha.id)).toEqual(['DELEGATED', 'WITHDRAWN']);
    await of.sent();
    expect(await of.theirs(id, bopha.id)).toMatchObject({ seat: 'NONE' });
    // And it can be given again.
    await of.delegate(id, one, 'bopha.new@example.org');
    expect(await of.told(bopha.id)).toEqual(['DELEGATED', 'WITHDRAWN', 'DELEGATED']);
    expect(await of.theirs(id, bopha.id)).toMatchObject({ seat: 'HELD', withdrawnAt: null });
  });

  it('takes the invitation of whoever goes in somebody’s place back with theirs', async () => {
    const [one = '', other = ''] = await of.people(2);
    const { id } = await of.open([one, other], { capacity: 1 });
    await of.say(id, one, 'ACCEPTED');
    await of.say(id, other, 'ACCEPTED');
    await of.delegate(id, one, 'goes.too@example.org');
    const sent = await desk.db.now.person.findUniqueOrThrow({ where: { email: 'goes.too@example.org' } });
    await of.say(id, sent.id, 'ACCEPTED');
    await of.sent();
    await of.withdraw(id, one);
    await of.withdraw(id, one);
    expect((await of.theirs(id, sent.id)).withdrawnAt).not.toBeNull();
    expect(await of.theirs(id, sent.id)).toMatchObject({ seat: 'NONE' });
    expect(await of.theirs(id, other)).toMatchObject({ seat: 'HELD' });
    expect(await of.told(sent.id)).toEqual(['DELEGATED', 'SEAT_HELD', 'WITHDRAWN']);
  });

  it('lets somebody be named in one’s place five times, new or again, and no more', async () => {
    const [one = ''] = await of.people(1);
    const { id } = await of.open([one]);
    for (const who of ['a', 'b', 'c', 'a', 'd']) await of.delegate(id, one, `sent.${who}@example.org`);
    await of.delegate(id, one, 'sent.d@example.org');
    for (const who of ['a', 'e']) {
      await expect(of.delegate(id, one, `sent.${who}@example.org`)).rejects.toMatchObject({
        code: 'too-many-delegates',
      });
    }
    expect(await desk.db.now.person.count({ where: { email: 'sent.e@example.org' } })).toBe(0);
    const { id: delegateOfId } = await of.theirs(id, one);
    expect(await desk.db.now.invitation.count({ where: { delegateOfId, withdrawnAt: null } })).toBe(1);
  });

  it('tells nobody through a delegation who else was invited', async () => {
    const [one = '', other = ''] = await of.people(2);
    const { id } = await of.open([one, other]);
    const { email } = await desk.db.now.person.findUniqueOrThrow({ where: { id: other } });
    await of.delegate(id, one, email);
    expect(await of.theirs(id, one)).toMatchObject({ answer: 'DELEGATED' });
    expect(await of.theirs(id, other)).toMatchObject({ delegateOfId: null, answer: null });
    expect(await of.told(other)).toEqual(['INVITED']);
    const own = await desk.db.now.person.findUniqueOrThrow({ where: { id: other } });
    await expect(of.delegate(id, other, own.email)).rejects.toMatchObject({ code: 'delegate-is-yourself' });
  });

  it('lets a calendar take the meeting out without taking back who was sent', async () => {
    const [one = ''] = await of.people(1);
    const { id } = await of.open([one]);
    await of.delegate(id, one, 'sent@example.org');
    const { id: invitationId } = await of.theirs(id, one);
    const said = { answer: 'DECLINED' as const, via: 'CALENDAR' as const };
    expect(await of.answers.answer(invitationId, said, of.asThem(one))).toMatchObject({ outcome: 'same' });
    const sent = await desk.db.now.person.findUniqueOrThrow({ where: { email: 'sent@example.org' } });
    expect(await of.theirs(id, sent.id)).toMatchObject({ withdrawnAt: null });
  });

  it('passes an institution’s open invitation to whoever holds the mandate now', async () => {
    const { personId, institutionId } = await of.aMember({ kind: 'MINISTRY' });
    const { id } = await of.open([personId]);
    await of.say(id, personId, 'ACCEPTED');
    const mandate = await desk.db.now.mandate.findFirstOrThrow({ where: { personId } });
    const successor = await aPerson(desk.db, { name: 'Lim Veasna' });
    await aMandate(desk.db, { personId: successor.id, institutionId, startsOn: '2026-03-05' });
    await desk.db.now.mandate.update({ where: { id: mandate.id }, data: { endsOn: new Date('2026-03-04') } });
    const fact = { mandateId: mandate.id, personId, institutionId, successorId: successor.id };
    desk.clock.set('2026-03-05T03:00:00Z');
    await of.sent();
    const passOn = () => desk.db.transaction((tx) => desk.api.app.get(SuccessionService).passOn([fact], tx));
    await passOn();
    await passOn();
    expect(await of.theirs(id, successor.id)).toMatchObject({ seat: 'HELD', answer: null, institutionId });
    expect(await of.told(successor.id)).toEqual(['INVITED']);
    expect(await of.told(personId)).toEqual(['INVITED', 'SEAT_HELD', 'WITHDRAWN']);
  });

  it('passes it on also where somebody acts again only days after the mandate ended, and never from who had none', async () => {
    const { personId, institutionId } = await of.aMember({ kind: 'MINISTRY' });
    const { id: mandateId } = await desk.db.now.mandate.findFirstOrThrow({ where: { personId } });
    const [guest = ''] = await of.people(1);
    const { id } = await of.open([personId, guest]);
    await desk.db.now.invitation.updateMany({ where: { personId: guest }, data: { institutionId } });
    await desk.db.now.mandate.update({ where: { id: mandateId }, data: { endsOn: new Date('2026-03-04') } });
    desk.clock.set('2026-03-05T03:00:00Z');
    const hear = (fact: { mandateId: string; personId: string; institutionId: string }) =>
      desk.db.transaction((tx) => desk.api.app.get(SuccessionService).passOn([fact], tx));
    await hear({ mandateId, personId, institutionId });
    expect(await of.theirs(id, personId)).toMatchObject({ withdrawnAt: null });
    desk.clock.set('2026-03-12T03:00:00Z');
    const successor = await aPerson(desk.db, { name: 'Lim Veasna' });
    const { id: newMandateId } = await aMandate(desk.db, {
      personId: successor.id,
      institutionId,
      startsOn: '2026-03-12',
    });
    await hear({ mandateId: newMandateId, personId: successor.id, institutionId });
    await hear({ mandateId: newMandateId, personId: successor.id, institutionId });
    expect(await of.told(successor.id)).toEqual(['INVITED']);
    expect((await of.theirs(id, personId)).withdrawnAt).not.toBeNull();
    expect(await of.theirs(id, guest)).toMatchObject({ withdrawnAt: null });
  });

  it('passes it on before anybody is reminded, where a mandate that was known long before has begun', async () => {
    const { personId, institutionId } = await of.aMember({ kind: 'MINISTRY' });
    const { id: mandateId } = await desk.db.now.mandate.findFirstOrThrow({ where: { personId } });
    const { id } = await of.open([], { remindDays: [7] });
    await of.invitations.invite(id, of.whom({ institutionIds: [institutionId] }), desk.by);
    await desk.db.now.mandate.update({ where: { id: mandateId }, data: { endsOn: new Date('2026-03-04') } });
    const successor = await aPerson(desk.db, { name: 'Lim Veasna' });
    await aMandate(desk.db, { personId: successor.id, institutionId, startsOn: '2026-03-20' });
    desk.clock.set('2026-04-10T03:00:00Z'); // a week before answers are due
    await desk.work();
    expect(await of.told(successor.id)).toEqual(['INVITED']);
    expect(await of.told(personId)).not.toContain('REMINDED');
    expect((await of.theirs(id, personId)).withdrawnAt).not.toBeNull();
  });
});
