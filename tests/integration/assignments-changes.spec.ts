import { newId } from '../../libs/platform/index.js';
import { accept, aDesk, contest, outcomesOf, type Desk } from '../support/desk.js';
import { aMandate, anInstitution, aPerson } from '../support/factories.js';

let desk: Desk;
let other: string;
let third: string;
beforeAll(async () => {
  desk = await aDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  [other, third] = [(await anInstitution(desk.db)).id, (await anInstitution(desk.db)).id];
});

const stored = (id: string) => desk.db.now.assignment.findUniqueOrThrow({ where: { id } });
const reassign = (id: string, institutionId: string) =>
  desk.proposals.reassign(id, { institutionId, reason: 'They named them' }, desk.by);
const withdraw = (reviewId: string, assignmentIds?: string[]) =>
  desk.proposals.withdraw({ reviewId, reason: 'Not needed', ...(assignmentIds && { assignmentIds }) }, desk.by);
/** A list of so many items, the first of which is contested. */
const aContestedList = async (items = 1) => {
  const list = await desk.aRound({ items });
  const contestedId = list.assignmentIds[0]!;
  await desk.answer(list.institutionId, contest(contestedId));
  return { ...list, contestedId };
};
const toldOfContested = async (roundId: string) =>
  (await desk.mails('verification-contested', desk.coordinator.id)).filter(({ threadId }) => threadId === roundId);

describe('a contested lead', () => {
  it('goes to another institution, which remembers from whom, and can be accepted by the first no more', async () => {
    const { contestedId, institutionId, recommendationIds } = await aContestedList();
    expect(await reassign(contestedId, other)).toEqual({ proposed: 1 });
    expect((await stored(contestedId)).status).toBe('TRANSFERRED');
    const [heir] = await desk.db.now.assignment.findMany({ where: { replacesId: contestedId } });
    expect(heir).toMatchObject({
      institutionId: other,
      recommendationId: recommendationIds[0],
      role: 'LEAD',
      status: 'PROPOSED',
    });
    expect(await desk.eventsOf(contestedId)).toContain('assignment.transferred');
    await expect(desk.answer(institutionId, accept(contestedId))).rejects.toMatchObject({
      code: 'not-yours-to-answer',
    });
    await expect(reassign(contestedId, third)).rejects.toMatchObject({ code: 'not-contested' });
  });

  it('goes to one institution when two coordinators send it to two at once', async () => {
    for (let round = 0; round < 5; round++) {
      const { contestedId, review } = await aContestedList();
      const { done, refused } = await outcomesOf([reassign(contestedId, other), reassign(contestedId, third)]);
      expect([done.length, refused]).toEqual([1, ['not-contested']]);
      expect((await desk.statuses(review.id)).sort()).toEqual(['PROPOSED', 'TRANSFERRED']);
    }
  });

  it('is led by one institution when it is taken back at the moment it is given to another', async () => {
    for (let round = 0; round < 5; round++) {
      const { contestedId, institutionId, review } = await aContestedList();
      await outcomesOf<unknown>([reassign(contestedId, other), desk.answer(institutionId, accept(contestedId))]);
      const statuses = await desk.statuses(review.id);
      expect([['ACCEPTED'], ['TRANSFERRED', 'PROPOSED']]).toContainEqual(statuses);
    }
  });

  it('does not go to an institution that is there already: then nothing has changed', async () => {
    const { contestedId, recommendationIds, review } = await aContestedList();
    await desk.propose({ recommendationIds, leadId: other, supportingIds: [third] });
    const before = await desk.db.now.event.count();
    for (const institutionId of [other, third]) {
      await expect(reassign(contestedId, institutionId)).rejects.toMatchObject({ status: 409 });
    }
    expect((await desk.statuses(review.id)).sort()).toEqual(['CONTESTED', 'PROPOSED', 'PROPOSED']);
    expect(await desk.db.now.event.count()).toBe(before);
  });

  it('cannot be taken back by who contested it once another institution was proposed to lead', async () => {
    const { contestedId, institutionId, recommendationIds } = await aContestedList();
    await desk.propose({ recommendationIds, leadId: other });
    await expect(desk.answer(institutionId, accept(contestedId))).rejects.toMatchObject({
      code: 'not-yours-to-answer',
    });
    expect((await stored(contestedId)).status).toBe('CONTESTED');
  });

  it('cannot be taken back by an institution that was proposed anew for the same recommendation', async () => {
    for (const anew of ['LEAD', 'SUPPORTING'] as const) {
      const { contestedId, institutionId, recommendationIds } = await aContestedList();
      await desk.propose(
        anew === 'LEAD'
          ? { recommendationIds, leadId: institutionId }
          : { recommendationIds, leadId: other, supportingIds: [institutionId] },
      );
      await expect(desk.answer(institutionId, accept(contestedId))).rejects.toMatchObject({
        code: 'not-yours-to-answer',
      });
    }
  });

  it('is refused by name when it, or the institution, does not exist', async () => {
    const { contestedId } = await aContestedList();
    await expect(reassign(contestedId, newId())).rejects.toMatchObject({ code: 'unknown-institution' });
    await expect(reassign(newId(), other)).rejects.toMatchObject({ status: 404 });
    expect((await stored(contestedId)).status).toBe('CONTESTED');
  });
});

describe('a contested supporting part', () => {
  const aContestedPart = async () => {
    const { review, ids } = await desk.aReviewOf(1);
    await desk.propose({ recommendationIds: ids, leadId: other, supportingIds: [third] });
    await desk.openRound({ reviewId: review.id });
    const part = await desk.db.now.assignment.findFirstOrThrow({
      where: { institutionId: third, recommendation: { reviewId: review.id } },
    });
    await desk.answer(third, contest(part.id));
    return { review, ids, part };
  };

  it('goes to no institution that leads already', async () => {
    const { part } = await aContestedPart();
    await expect(reassign(part.id, other)).rejects.toMatchObject({ code: 'already-assigned' });
    expect((await stored(part.id)).status).toBe('CONTESTED');
  });

  it('cannot be taken back once the same institution was proposed anew', async () => {
    const { part, ids } = await aContestedPart();
    await desk.propose({ recommendationIds: ids, leadId: other, supportingIds: [third] });
    await expect(desk.answer(third, accept(part.id))).rejects.toMatchObject({ code: 'not-yours-to-answer' });
  });
});

describe('taking assignments back', () => {
  it('completes a list when its last open item goes: the coordinators hear what is contested', async () => {
    const { assignmentIds, review, round, verificationId } = await aContestedList(2);
    expect(await withdraw(review.id, [assignmentIds[1]!])).toEqual({ withdrawn: 1 });
    await desk.work();
    expect(await toldOfContested(round.id)).toMatchObject([
      { props: { accepted: 0, items: [{ reference: '110.1' }] } },
    ]);
    expect((await desk.deadlineOf(verificationId)).status).toBe('MET');
  });

  it('waives the deadline when nothing is left of a list, with the reason, and tells nobody', async () => {
    const { review, round, verificationId } = await desk.aRound({ items: 3 });
    expect(await withdraw(review.id)).toEqual({ withdrawn: 3 });
    expect(await withdraw(review.id)).toEqual({ withdrawn: 0 });
    await desk.work();
    const { id, status, steps } = await desk.deadlineOf(verificationId);
    expect(status).toBe('WAIVED');
    expect(steps.filter(({ stoppedAt }) => stoppedAt === null)).toEqual([]);
    const waived = await desk.db.now.event.findMany({ where: { name: 'deadline.waived', subjectIds: { has: id } } });
    expect(waived.map(({ reason }) => reason)).toEqual(['Not needed']);
    expect(await toldOfContested(round.id)).toEqual([]);
  });

  it('leaves a list open that still has an open item', async () => {
    const { review, assignmentIds, verificationId } = await desk.aRound({ items: 2 });
    await withdraw(review.id, [assignmentIds[0]!]);
    expect((await desk.deadlineOf(verificationId)).status).toBe('OPEN');
  });

  it('takes nothing of another review', async () => {
    const mine = await desk.aRound({ items: 1 });
    const theirs = await desk.aRound({ items: 1 });
    expect(await withdraw(mine.review.id, theirs.assignmentIds)).toEqual({ withdrawn: 0 });
    expect(await desk.statuses(theirs.review.id)).toEqual(['UNDER_VERIFICATION']);
  });

  it('makes room: the same recommendation can be proposed again', async () => {
    const { review, institutionId, recommendationIds } = await desk.aRound({ items: 1 });
    await withdraw(review.id);
    expect(await desk.propose({ recommendationIds, leadId: institutionId })).toEqual({ proposed: 1, alreadyThere: 0 });
  });

  it('closes a list exactly once when it is answered at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const { review, institutionId, assignmentIds, verificationId } = await desk.aRound({ items: 2 });
      const [first, second] = assignmentIds as [string, string];
      await outcomesOf<unknown>([desk.answer(institutionId, accept(first)), withdraw(review.id, [second])]);
      expect((await desk.statuses(review.id)).sort()).toEqual(['ACCEPTED', 'WITHDRAWN']);
      expect((await desk.deadlineOf(verificationId)).status).toBe('MET');
    }
  });
});

describe('approving the division of work', () => {
  const approve = (reviewId: string, assignmentIds?: string[]) =>
    desk.approvals.approve({ reviewId, ...(assignmentIds && { assignmentIds }) }, desk.by);

  it('finds nothing to approve before anything is accepted', async () => {
    const { review } = await aContestedList();
    await expect(approve(review.id)).rejects.toMatchObject({ code: 'nothing-to-approve' });
    expect(await desk.db.now.approval.count({ where: { reviewId: review.id } })).toBe(0);
  });

  it('approves what is accepted and nothing else, once, and then it is active', async () => {
    const { review, institutionId, assignmentIds } = await aContestedList(3);
    await desk.answer(institutionId, accept(assignmentIds[1]!));
    expect(await approve(review.id)).toMatchObject({ approved: 1 });
    expect(await desk.statuses(review.id)).toEqual(['CONTESTED', 'APPROVED', 'UNDER_VERIFICATION']);
    await expect(approve(review.id)).rejects.toMatchObject({ code: 'nothing-to-approve' });
    await desk.work();
    expect(await desk.statuses(review.id)).toEqual(['CONTESTED', 'ACTIVE', 'UNDER_VERIFICATION']);
  });

  it('approves the chosen ones only', async () => {
    const { review, institutionId, assignmentIds } = await desk.aRound({ items: 2 });
    await desk.answer(institutionId, ...assignmentIds.map(accept));
    expect(await approve(review.id, [assignmentIds[1]!])).toMatchObject({ approved: 1 });
    expect(await desk.statuses(review.id)).toEqual(['ACCEPTED', 'APPROVED']);
  });

  it('is given once when two authorities approve at once', async () => {
    const { review, institutionId, assignmentIds } = await desk.aRound({ items: 3 });
    await desk.answer(institutionId, ...assignmentIds.map(accept));
    const { done, refused } = await outcomesOf([approve(review.id), approve(review.id)]);
    expect([done.map(({ approved }) => approved), refused]).toEqual([[3], ['nothing-to-approve']]);
  });

  it('tells a person who acts for two institutions once, with both lists', async () => {
    const { id: personId } = await aPerson(desk.db);
    for (const institutionId of [other, third]) await aMandate(desk.db, { personId, institutionId });
    const { review, ids } = await desk.aReviewOf(2);
    await desk.propose({ recommendationIds: ids, leadId: other, supportingIds: [third] });
    const round = await desk.openRound({ reviewId: review.id });
    for (const institutionIds of [[other], [third]]) {
      await desk.answers.acceptAll({ actor: desk.by, institutionIds, roundId: round.id });
    }
    await approve(review.id);
    await desk.work();
    const told = await desk.mails('assignments-activated', personId);
    expect(told).toHaveLength(1);
    expect(told[0]?.props.institutions.map(({ lead, supporting }) => [lead, supporting]).sort()).toEqual([
      [0, 2],
      [2, 0],
    ]);
  });
});
