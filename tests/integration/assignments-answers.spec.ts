import { newId } from '../../libs/platform/index.js';
import { accept, aDesk, contest, outcomesOf, type Desk } from '../support/desk.js';
import { anInstitution } from '../support/factories.js';

let desk: Desk;
beforeAll(async () => {
  desk = await aDesk();
});
afterAll(() => desk.close());

const stored = (id: string) => desk.db.now.assignment.findUniqueOrThrow({ where: { id } });
const eventCount = (name: string, id: string) => desk.db.now.event.count({ where: { name, subjectIds: { has: id } } });
const answeredAt = async (id: string) =>
  (await desk.db.now.verification.findUniqueOrThrow({ where: { id } })).answeredAt;

describe('answering a list', () => {
  it('is complete with the last open item: then the deadline is met', async () => {
    const { institutionId, assignmentIds, verificationId } = await desk.aRound({ items: 2 });
    const [first, second] = assignmentIds as [string, string];
    expect(await desk.answer(institutionId, accept(first))).toEqual({ changed: 1, open: 1 });
    expect(await answeredAt(verificationId)).toBeNull();
    expect((await desk.deadlineOf(verificationId)).status).toBe('OPEN');
    expect(await desk.answer(institutionId, accept(second))).toEqual({ changed: 1, open: 0 });
    expect(await answeredAt(verificationId)).toEqual(desk.clock.now());
    expect(await desk.deadlineOf(verificationId)).toMatchObject({ status: 'MET', closedAt: desk.clock.now() });
    expect(await eventCount('verification.answered', verificationId)).toBe(1);
  });

  it('keeps why an item is contested and who is named instead, and who said so for whom', async () => {
    const { institutionId, assignmentIds } = await desk.aRound({ items: 1 });
    const instead = await anInstitution(desk.db);
    const id = assignmentIds[0]!;
    await desk.answer(institutionId, contest(id, 'This is about courts', instead.id));
    expect(await stored(id)).toMatchObject({
      status: 'CONTESTED',
      contestReason: 'This is about courts',
      proposedInsteadId: instead.id,
    });
    const event = await desk.db.now.event.findFirstOrThrow({
      where: { name: 'assignment.contested', subjectIds: { has: id } },
    });
    expect(event).toMatchObject({ reason: 'This is about courts', onBehalfOfId: institutionId });
  });

  it('asks for a reason, and takes no other answer of the same letter without it', async () => {
    const { institutionId, assignmentIds, review } = await desk.aRound({ items: 2 });
    const [first, second] = assignmentIds as [string, string];
    await expect(desk.answer(institutionId, accept(first), contest(second, ''))).rejects.toMatchObject({
      code: 'reason-missing',
      details: { assignmentIds: [second] },
    });
    expect(await desk.statuses(review.id)).toEqual(['UNDER_VERIFICATION', 'UNDER_VERIFICATION']);
  });

  it('may be changed both ways until the division of work is approved', async () => {
    const { institutionId, assignmentIds, review } = await desk.aRound({ items: 1 });
    const id = assignmentIds[0]!;
    await desk.answer(institutionId, accept(id));
    await desk.answer(institutionId, contest(id, 'On reflection, not ours'));
    expect((await stored(id)).status).toBe('CONTESTED');
    await desk.answer(institutionId, contest(id, 'Not ours at all'));
    expect((await stored(id)).contestReason).toBe('Not ours at all');
    await desk.answer(institutionId, accept(id));
    expect(await stored(id)).toMatchObject({ status: 'ACCEPTED', contestReason: null, proposedInsteadId: null });
    await desk.approvals.approve({ reviewId: review.id }, desk.by);
    for (const answer of [accept(id), contest(id)]) {
      await expect(desk.answer(institutionId, answer)).rejects.toMatchObject({ code: 'not-yours-to-answer' });
    }
    expect((await stored(id)).status).toBe('APPROVED');
  });

  it('changes nothing and announces nothing when the same is said again', async () => {
    const { institutionId, assignmentIds } = await desk.aRound({ items: 2 });
    const [first, second] = assignmentIds as [string, string];
    const said = [accept(first), contest(second, 'Not ours')];
    await desk.answer(institutionId, ...said);
    const before = await desk.db.now.event.count();
    expect(await desk.answer(institutionId, ...said)).toEqual({ changed: 0, open: 0 });
    expect(await desk.db.now.event.count()).toBe(before);
  });

  it('takes nothing for what is not on the institution’s own list, or in another round', async () => {
    const { institutionId, assignmentIds, review, round } = await desk.aRound({ items: 2 });
    const foreign = (await desk.aRound({ items: 1 })).assignmentIds[0]!;
    const [own] = assignmentIds as [string];
    for (const strange of [foreign, newId()]) {
      await expect(desk.answer(institutionId, accept(own), accept(strange))).rejects.toMatchObject({
        code: 'not-yours-to-answer',
        status: 403,
        details: { assignmentIds: [strange] },
      });
    }
    const later = await desk.aRound({ items: 1, leadId: institutionId });
    const who = { actor: desk.by, institutionIds: [institutionId], roundId: round.id };
    await expect(desk.answers.answer([accept(later.assignmentIds[0]!)], who)).rejects.toMatchObject({
      code: 'not-yours-to-answer',
    });
    expect(await desk.statuses(review.id)).toEqual(['UNDER_VERIFICATION', 'UNDER_VERIFICATION']);
  });

  it('is complete exactly once when two people give the last answers at once', async () => {
    for (let round = 0; round < 5; round++) {
      const { institutionId, assignmentIds, verificationId } = await desk.aRound({ items: 2 });
      const { done } = await outcomesOf(assignmentIds.map((id) => desk.answer(institutionId, accept(id))));
      expect(done.map(({ open }) => open).sort()).toEqual([0, 1]);
      expect(await answeredAt(verificationId)).not.toBeNull();
      expect((await desk.deadlineOf(verificationId)).status).toBe('MET');
      expect(await eventCount('verification.answered', verificationId)).toBe(1);
      expect(
        await desk.db.now.event.count({
          where: { name: 'deadline.met', payload: { path: ['institutionId'], equals: institutionId } },
        }),
      ).toBe(1);
    }
  });

  it('is one answer when two people say the same of the same items at once', async () => {
    const { institutionId, assignmentIds, verificationId } = await desk.aRound({ items: 6 });
    const { done } = await outcomesOf([
      desk.answer(institutionId, ...assignmentIds.map(accept)),
      desk.answer(institutionId, ...[...assignmentIds].reverse().map(accept)),
    ]);
    expect(done.map(({ changed }) => changed).sort()).toEqual([0, 6]);
    expect(await eventCount('verification.answered', verificationId)).toBe(1);
  });

  it('accepts all that is still open, and nothing that was contested', async () => {
    const { institutionId, assignmentIds, review, round } = await desk.aRound({ items: 3 });
    await desk.answer(institutionId, contest(assignmentIds[1]!));
    const who = { actor: desk.by, institutionIds: [institutionId], roundId: round.id };
    expect(await desk.answers.acceptAll(who)).toEqual({ changed: 2, open: 0 });
    expect(await desk.statuses(review.id)).toEqual(['ACCEPTED', 'CONTESTED', 'ACCEPTED']);
  });

  it('tells the coordinators of what is contested when the list is complete, and not before', async () => {
    const { institutionId, assignmentIds, round } = await desk.aRound({ items: 2 });
    const instead = await anInstitution(desk.db);
    const [first, second] = assignmentIds as [string, string];
    const told = async () =>
      (await desk.mails('verification-contested', desk.coordinator.id)).filter(({ threadId }) => threadId === round.id);
    await desk.answer(institutionId, contest(first, 'Not ours', instead.id));
    await desk.work();
    expect(await told()).toEqual([]);
    await desk.answer(institutionId, accept(second));
    await desk.work();
    expect((await told()).map(({ props }) => props)).toMatchObject([
      { accepted: 1, items: [{ reference: '110.1', reason: 'Not ours', instead: instead.name }] },
    ]);
  });
});
