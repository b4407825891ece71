import { newId } from '../../libs/platform/index.js';
import { aDesk, outcomesOf, type Desk } from '../support/desk.js';
import { aMandate, anInstitution, aPerson, aReview } from '../support/factories.js';

let desk: Desk;
let lead: string;
let other: string;
let third: string;

beforeAll(async () => {
  desk = await aDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  desk.clock.set('2026-03-02T03:00:00Z');
  [lead, other, third] = [
    (await anInstitution(desk.db)).id,
    (await anInstitution(desk.db)).id,
    (await anInstitution(desk.db)).id,
  ];
});

const placesIn = async (reviewId: string) =>
  desk.db.now.assignment.findMany({
    where: { recommendation: { reviewId } },
    orderBy: [{ recommendation: { sortKey: 'asc' } }, { role: 'asc' }],
  });
const proposedEvents = async (assignmentIds: string[]) =>
  desk.db.now.event.count({ where: { name: 'assignment.proposed', subjectIds: { hasSome: assignmentIds } } });

describe('proposing institutions', () => {
  it('gives each recommendation its lead and its supporting institutions, and announces each once', async () => {
    const { review, ids } = await desk.aReviewOf(3);
    expect(await desk.propose({ recommendationIds: ids, leadId: lead, supportingIds: [other, third] })).toEqual({
      proposed: 9,
      alreadyThere: 0,
    });
    const places = await placesIn(review.id);
    expect(places.map(({ role, status }) => `${role} ${status}`)).toEqual(
      Array.from({ length: 3 }, () => ['LEAD PROPOSED', 'SUPPORTING PROPOSED', 'SUPPORTING PROPOSED']).flat(),
    );
    expect(places.filter(({ role }) => role === 'LEAD').every(({ institutionId }) => institutionId === lead)).toBe(
      true,
    );
    expect(await proposedEvents(places.map(({ id }) => id))).toBe(9);
  });

  it('takes a cluster for all its recommendations, and remembers which cluster it was', async () => {
    const { review, ids } = await desk.aReviewOf(4);
    const cluster = await desk.db.now.cluster.create({
      data: {
        reviewId: review.id,
        name: 'Schooling',
        members: { create: ids.slice(0, 3).map((recommendationId) => ({ recommendationId })) },
      },
    });
    expect(await desk.propose({ clusterId: cluster.id, leadId: lead })).toEqual({ proposed: 3, alreadyThere: 0 });
    const places = await placesIn(review.id);
    expect(places.map(({ recommendationId }) => recommendationId)).toEqual(ids.slice(0, 3));
    expect(places.every(({ clusterId }) => clusterId === cluster.id)).toBe(true);
  });

  it('leaves alone what is there already when the same is proposed twice', async () => {
    const { review, ids } = await desk.aReviewOf(2);
    await desk.propose({ recommendationIds: ids, leadId: lead, supportingIds: [other] });
    const before = await placesIn(review.id);
    expect(await desk.propose({ recommendationIds: ids, leadId: lead, supportingIds: [other] })).toEqual({
      proposed: 0,
      alreadyThere: 4,
    });
    expect(await placesIn(review.id)).toEqual(before);
    expect(await proposedEvents(before.map(({ id }) => id))).toBe(4);
  });

  it('assigns an institution named as lead and as supporting once, as lead', async () => {
    const { review, ids } = await desk.aReviewOf(1);
    await desk.propose({ recommendationIds: ids, leadId: lead, supportingIds: [lead, other, other] });
    expect((await placesIn(review.id)).map(({ role, institutionId }) => [role, institutionId])).toEqual([
      ['LEAD', lead],
      ['SUPPORTING', other],
    ]);
  });

  it('refuses a second lead by name, and then writes nothing of the whole proposal', async () => {
    const { review, ids } = await desk.aReviewOf(3);
    await desk.propose({ recommendationIds: [ids[1]!], leadId: lead });
    await expect(desk.propose({ recommendationIds: ids, leadId: other, supportingIds: [third] })).rejects.toMatchObject(
      {
        code: 'lead-already-assigned',
        details: { recommendationIds: [ids[1]] },
      },
    );
    expect(await placesIn(review.id)).toHaveLength(1);
  });

  it('leaves out what another leads where the coordinator asks for that', async () => {
    const { review, ids } = await desk.aReviewOf(3);
    await desk.propose({ recommendationIds: [ids[1]!], leadId: lead });
    expect(await desk.propose({ recommendationIds: ids, leadId: other, onlyWithoutLead: true })).toEqual({
      proposed: 2,
      alreadyThere: 0,
    });
    expect((await placesIn(review.id)).map(({ institutionId }) => institutionId)).toEqual([other, lead, other]);
  });

  it('refuses as lead an institution that supports already', async () => {
    const { review, ids } = await desk.aReviewOf(1);
    await desk.propose({ recommendationIds: ids, leadId: lead, supportingIds: [other] });
    const [first] = await placesIn(review.id);
    await desk.proposals.withdraw({ reviewId: review.id, assignmentIds: [first!.id], reason: 'A mistake' }, desk.by);
    await expect(desk.propose({ recommendationIds: ids, leadId: other })).rejects.toMatchObject({
      code: 'lead-already-assigned',
    });
    expect(await desk.statuses(review.id)).toEqual(['WITHDRAWN', 'PROPOSED']);
  });

  it('names what it does not know', async () => {
    const { review, ids } = await desk.aReviewOf(1);
    const unknown = newId();
    await expect(desk.propose({ recommendationIds: [...ids, unknown], leadId: lead })).rejects.toMatchObject({
      code: 'unknown-recommendation',
      message: expect.stringContaining(unknown) as string,
    });
    await expect(desk.propose({ clusterId: unknown, leadId: lead })).rejects.toMatchObject({ code: 'unknown-cluster' });
    await expect(
      desk.propose({ recommendationIds: ids, leadId: lead, supportingIds: [unknown] }),
    ).rejects.toMatchObject({ code: 'unknown-institution', message: expect.stringContaining(unknown) as string });
    expect(await placesIn(review.id)).toEqual([]);
  });

  it('takes one of two coordinators who propose different leads at once, whatever their order', async () => {
    for (let round = 0; round < 5; round++) {
      const { review, ids } = await desk.aReviewOf(400);
      const { done, refused } = await outcomesOf([
        desk.propose({ recommendationIds: ids, leadId: lead }),
        desk.propose({ recommendationIds: [...ids].reverse(), leadId: other }),
      ]);
      expect(done).toEqual([{ proposed: 400, alreadyThere: 0 }]);
      expect(refused).toEqual(['lead-already-assigned']);
      const leads = await placesIn(review.id);
      expect(leads).toHaveLength(400);
      expect(new Set(leads.map(({ institutionId }) => institutionId)).size).toBe(1);
    }
  });
});

describe('opening a round of verification', () => {
  it('finds nothing to verify where nothing is proposed, and no such review where there is none', async () => {
    const review = await aReview(desk.db);
    await expect(desk.openRound({ reviewId: review.id })).rejects.toMatchObject({ code: 'nothing-to-verify' });
    expect(await desk.db.now.verificationRound.count({ where: { reviewId: review.id } })).toBe(0);
    await expect(desk.openRound({ reviewId: newId() })).rejects.toMatchObject({ code: 'not-found', status: 404 });
  });

  it('counts ten working days, over a holiday too', async () => {
    const { round } = await desk.aRound();
    expect(round.dueOn).toBe('2026-03-16');
    const holiday = { countryCode_day: { countryCode: 'KHM', day: new Date('2026-03-09') } };
    await desk.db.now.holiday.create({ data: { ...holiday.countryCode_day, name: 'A feast', source: 'a test' } });
    expect((await desk.aRound()).round.dueOn).toBe('2026-03-17');
    expect((await desk.aRound({ workingDays: 5 })).round.dueOn).toBe('2026-03-10');
    await desk.db.now.holiday.delete({ where: holiday });
  });

  it('counts from the day it is there, not in London', async () => {
    // Six in the evening of Monday in Greenwich is one in the night of Tuesday in Phnom Penh.
    desk.clock.set('2026-03-02T18:00:00Z');
    expect((await desk.aRound({ workingDays: 1 })).round.dueOn).toBe('2026-03-04');
  });

  it('takes no day that is not after today', async () => {
    const { review, ids } = await desk.aReviewOf(1);
    await desk.propose({ recommendationIds: ids, leadId: lead });
    for (const dueOn of ['2026-03-01', '2026-03-02']) {
      await expect(desk.openRound({ reviewId: review.id, dueOn })).rejects.toMatchObject({
        code: 'verification-due-in-the-past',
      });
    }
    expect((await desk.openRound({ reviewId: review.id, dueOn: '2026-03-03' })).dueOn).toBe('2026-03-03');
  });

  it('gives everything to one round when two coordinators open one at once', async () => {
    const { review, ids } = await desk.aReviewOf(4);
    await desk.propose({ recommendationIds: ids, leadId: lead, supportingIds: [other] });
    const { done, refused } = await outcomesOf([
      desk.openRound({ reviewId: review.id }),
      desk.openRound({ reviewId: review.id }),
    ]);
    expect(refused).toEqual(['nothing-to-verify']);
    expect(done[0]?.verifications.map(({ open }) => open)).toEqual([4, 4]);
    expect(await desk.db.now.verificationRound.count({ where: { reviewId: review.id } })).toBe(1);
    expect(await desk.db.now.deadline.count({ where: { institutionId: { in: [lead, other] } } })).toBe(2);
  });

  it('sends one mail to a person who acts for two institutions, with both their lists', async () => {
    const { id: personId } = await aPerson(desk.db);
    for (const institutionId of [lead, other]) await aMandate(desk.db, { personId, institutionId });
    const { review, ids } = await desk.aReviewOf(2);
    await desk.propose({ recommendationIds: ids, leadId: lead, supportingIds: [other] });
    await desk.openRound({ reviewId: review.id });
    await desk.work();
    const sent = await desk.mails('verification-request', personId);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.props.institutions.map(({ items }) => items.length)).toEqual([2, 2]);
  });
});
