import type { Round } from '../../libs/assignments/index.js';
import { MandatesService } from '../../libs/directory/index.js';
import { Links } from '../../libs/platform/index.js';
import { accept, aDesk, type Desk } from '../support/desk.js';
import { aMandate, anInstitution, aPerson } from '../support/factories.js';

let desk: Desk;
let mandates: MandatesService;
beforeAll(async () => {
  desk = await aDesk();
  mandates = desk.api.app.get(MandatesService);
});
afterAll(() => desk.close());
// In Phnom Penh it is ten in the morning of Monday 2 March.
beforeEach(() => desk.clock.set('2026-03-02T03:00:00Z'));

/** What the page behind a link answers: 200, or 410 when the link is dead. */
const pageOf = async (linkId: string | null | undefined) => {
  const path = new URL(desk.api.app.get(Links).url('verify', linkId ?? '')).pathname;
  return (await desk.api.request({ url: path })).statusCode;
};
const linkOf = async (personId: string) => (await desk.mails('verification-request', personId)).at(-1)?.props.linkId;
const handedTo = async (personId: string) => (await desk.mails('work-handed-over', personId)).map(({ props }) => props);
const toldEnded = async (personId: string) => (await desk.mails('mandate-ended', personId)).map(({ props }) => props);
const vacancies = async (institution: string) =>
  (await desk.mails('institutions-vacant', desk.coordinator.id)).filter(({ props }) =>
    props.institutions.includes(institution),
  );
const anOffice = async () => {
  const institution = await anInstitution(desk.db);
  const mandate = await aMandate(desk.db, { institutionId: institution.id });
  return { institution, mandate, personId: mandate.personId };
};
/** An institution whose main focal point has been asked to verify three recommendations. */
const anAskedOffice = async () => {
  const office = await anOffice();
  const list = await desk.aRound({ items: 3, leadId: office.institution.id });
  await desk.work();
  return { ...office, ...list };
};
/** The last day was yesterday: the mandate is over now. */
const endMandate = async (mandateId: string, successorPersonId?: string) => {
  await mandates.end(mandateId, { endsOn: '2026-03-01', ...(successorPersonId && { successorPersonId }) }, desk.by);
  await desk.work();
};

describe('when a mandate ends', () => {
  it('passes the open work to the successor: both are told, the old link is dead, the new one works', async () => {
    const { institution, mandate, personId, assignmentIds } = await anAskedOffice();
    const oldLink = await linkOf(personId);
    expect(await pageOf(oldLink)).toBe(200);
    await desk.answer(institution.id, accept(assignmentIds[0]!));
    const successor = await aPerson(desk.db, { name: 'Lim Veasna' });
    await endMandate(mandate.id, successor.id);

    expect(await pageOf(oldLink)).toBe(410);
    const [letter, ...others] = await handedTo(successor.id);
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ institution: institution.name, open: 2 });
    expect(await pageOf(letter?.linkId)).toBe(200);
    expect(await toldEnded(personId)).toMatchObject([{ institution: institution.name, successor: 'Lim Veasna' }]);
    expect(await vacancies(institution.name)).toEqual([]);
    const revoked = await desk.db.now.event.findMany({
      where: { name: 'link.revoked', subjectIds: { has: personId } },
    });
    expect(revoked).toMatchObject([{ reason: 'the mandate ended', payload: { linkId: oldLink } }]);
  });

  it('passes nothing on while the last day has not passed', async () => {
    const { mandate, personId } = await anAskedOffice();
    await mandates.end(mandate.id, { endsOn: '2026-03-02' }, desk.by);
    await desk.work();
    expect(await pageOf(await linkOf(personId))).toBe(200);
    // Midnight of the next day, there.
    desk.clock.set('2026-03-02T17:00:00Z');
    await desk.work();
    expect(await pageOf(await linkOf(personId))).toBe(410);
    expect(await toldEnded(personId)).toHaveLength(1);
  });

  it('tells a successor without open work so, and gives no link', async () => {
    const { mandate, personId, institution } = await anOffice();
    const successor = await aPerson(desk.db);
    await endMandate(mandate.id, successor.id);
    expect(await handedTo(successor.id)).toMatchObject([{ institution: institution.name, open: 0, linkId: null }]);
    expect(await toldEnded(personId)).toHaveLength(1);
  });

  it('passes the work to who else holds the same role, where no successor is named', async () => {
    const { institution, mandate, personId } = await anAskedOffice();
    const second = await aMandate(desk.db, { institutionId: institution.id });
    const alternate = await aMandate(desk.db, { institutionId: institution.id, role: 'ALTERNATE' });
    await endMandate(mandate.id);
    expect(await handedTo(second.personId)).toMatchObject([{ open: 3 }]);
    expect(await handedTo(alternate.personId)).toEqual([]);
    expect(await toldEnded(personId)).toMatchObject([{ successor: 'Sok Dara' }]);
    expect(await vacancies(institution.name)).toEqual([]);
  });

  it('tells the coordinators when nobody is left who acts for the institution', async () => {
    const { institution, mandate, personId, assignmentIds, verificationId } = await anAskedOffice();
    await endMandate(mandate.id);
    expect(await vacancies(institution.name)).toHaveLength(1);
    expect(await toldEnded(personId)).toMatchObject([{ successor: null }]);
    // The work itself waits as it is.
    expect(
      await desk.db.now.assignment.count({ where: { id: { in: assignmentIds }, status: 'UNDER_VERIFICATION' } }),
    ).toBe(3);
    expect((await desk.deadlineOf(verificationId)).status).toBe('OPEN');
  });

  it('leaves their link to a person who acts for another institution of the same round', async () => {
    const { institution, mandate, personId } = await anOffice();
    const other = await anInstitution(desk.db);
    await aMandate(desk.db, { personId, institutionId: other.id });
    const { review, ids } = await desk.aReviewOf(2);
    await desk.propose({ recommendationIds: ids, leadId: institution.id, supportingIds: [other.id] });
    await desk.openRound({ reviewId: review.id });
    await desk.work();
    // A round in which only the institution they leave takes part.
    await desk.aRound({ leadId: institution.id });
    await desk.work();
    const [shared, alone] = (await desk.mails('verification-request', personId)).map(({ props }) => props.linkId);
    await endMandate(mandate.id);
    expect([await pageOf(shared), await pageOf(alone)]).toEqual([200, 410]);
  });

  it('leaves their link to a person who still acts for the institution in another role', async () => {
    const { institution, mandate, personId } = await anAskedOffice();
    await aMandate(desk.db, { personId, institutionId: institution.id, role: 'VALIDATING_AUTHORITY' });
    await endMandate(mandate.id);
    expect(await pageOf(await linkOf(personId))).toBe(200);
    expect(await vacancies(institution.name)).toEqual([]);
  });

  it('is told once though the news comes ten times at once', async () => {
    const { mandate, personId } = await anAskedOffice();
    const successor = await aPerson(desk.db);
    await mandates.end(mandate.id, { endsOn: '2026-03-01', successorPersonId: successor.id }, desk.by);
    const due = await desk.db.now.owed.findMany({ where: { name: 'event.deliver' } });
    await Promise.all(
      Array.from({ length: 10 }, () =>
        desk.worker.runner.run(
          'event.deliver',
          due.map(({ id }) => id),
        ),
      ),
    );
    expect([(await handedTo(successor.id)).length, (await toldEnded(personId)).length]).toEqual([1, 1]);
  });
});

describe('asking again', () => {
  const askAgain = async (verificationId: string) => {
    const answer = await desk.api.request({
      method: 'POST',
      url: `/api/v1/verifications/${verificationId}/requests`,
      headers: await desk.api.signIn(desk.coordinator.id),
    });
    return { status: answer.statusCode, body: answer.json() };
  };

  it('is a button on the page of the round, where somebody can be asked; an institution nobody acts for is marked there', async () => {
    const { institution, mandate, personId, verificationId } = await anAskedOffice();
    const { roundId, round } = await desk.db.now.verification.findUniqueOrThrow({
      where: { id: verificationId },
      include: { round: true },
    });
    const headers = await desk.api.signIn(desk.coordinator.id);
    const page = `/work/${round.reviewId}/rounds/${roundId}`;
    const button = `${page}/lists/${verificationId}`;
    expect((await desk.api.request({ url: page, headers })).body).toContain(`action="${button}"`);
    const pressed = await desk.api.request({ method: 'POST', url: button, headers });
    expect(pressed.headers.location).toBe(`${page}?done=asked&n=1`);
    expect(await desk.mails('verification-request', personId)).toHaveLength(2);
    await endMandate(mandate.id);
    const { body } = await desk.api.request({ url: page, headers });
    expect(body).not.toContain(`action="${button}"`);
    expect(body).toMatch(new RegExp(`${institution.name} <span class="badge warn">nobody acts for it`));
  });

  it('sends the list again with a link that works, and writes down who asked', async () => {
    const { personId, institution, assignmentIds, verificationId } = await anAskedOffice();
    await desk.answer(institution.id, accept(assignmentIds[0]!));
    expect(await askAgain(verificationId)).toEqual({ status: 201, body: { mailed: 1 } });
    const [first, again] = (await desk.mails('verification-request', personId)).map(({ props }) => props);
    expect(again?.institutions[0]?.items).toHaveLength(2);
    expect(again?.linkId).not.toBe(first?.linkId);
    expect(await pageOf(again?.linkId)).toBe(200);
    const [event] = await desk.db.now.event.findMany({
      where: { name: 'verification.asked-again', subjectIds: { has: verificationId } },
    });
    expect(event).toMatchObject({ actorId: desk.coordinator.id, payload: { verificationId } });
  });

  it('reaches whoever was appointed to an institution that had nobody', async () => {
    const institution = await anInstitution(desk.db);
    const { verificationId } = await desk.aRound({ leadId: institution.id });
    await desk.work();
    expect((await askAgain(verificationId)).body).toEqual({ mailed: 0 });
    const { personId } = await aMandate(desk.db, { institutionId: institution.id });
    expect((await askAgain(verificationId)).body).toEqual({ mailed: 1 });
    expect(await pageOf(await linkOf(personId))).toBe(200);
  });

  it('asks nobody for a list that is answered, or is none', async () => {
    const { institution, assignmentIds, verificationId } = await anAskedOffice();
    await desk.answer(institution.id, ...assignmentIds.map(accept));
    expect(await askAgain(verificationId)).toMatchObject({ status: 409, body: { code: 'nothing-to-verify' } });
    expect((await askAgain(institution.id)).status).toBe(404);
  });
});

describe('a round for an institution where nobody acts', () => {
  it('tells the coordinators at once, and asks the others', async () => {
    const vacant = await anInstitution(desk.db);
    const { institution, personId } = await anOffice();
    const { review, ids } = await desk.aReviewOf(1);
    await desk.propose({ recommendationIds: ids, leadId: vacant.id, supportingIds: [institution.id] });
    const round: Round = await desk.openRound({ reviewId: review.id });
    await desk.work();
    expect(round.verifications).toHaveLength(2);
    expect((await vacancies(vacant.name)).map(({ props }) => props.institutions)).toEqual([[vacant.name]]);
    expect(await linkOf(personId)).toBeDefined();
  });

  it('gives the successor a month to answer a list that has long been overdue', async () => {
    const { mandate } = await anAskedOffice();
    const successor = await aPerson(desk.db);
    desk.clock.set('2026-07-01T03:00:00Z');
    await endMandate(mandate.id, successor.id);
    const [handed] = await handedTo(successor.id);
    const link = await desk.db.now.link.findUniqueOrThrow({ where: { id: handed?.linkId ?? '' } });
    expect(link.expiresAt).toEqual(new Date('2026-07-31T00:00:00Z'));
  });
});
