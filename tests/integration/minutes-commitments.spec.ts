import { fromDay, newId, toDay } from '../../libs/platform/index.js';
import { DeadlinesService } from '../../libs/deadlines/index.js';
import { aDesk, outcomesOf, type Desk } from '../support/desk.js';
import { aMandate, anInstitution, aPerson, aRecommendation, aReview } from '../support/factories.js';
import { recordedMeetings } from '../support/recorded.js';

let desk: Desk;
let meetings: ReturnType<typeof recordedMeetings>;
beforeAll(async () => {
  desk = await aDesk({ now: '2026-09-14T03:00:00Z' });
  meetings = recordedMeetings(desk);
});
afterAll(() => desk.close());

interface View {
  id: string;
  what: string;
  isWithdrawn: boolean;
  version: string;
  dueOn: string;
  recommendations: { id: string; paragraph: string | null }[];
  deadline: { id: string; dueOn: string; status: string; isOverdue: boolean } | null;
}
const listOf = async (id: string) =>
  ((await meetings.call('GET', `consultations/${id}/commitments`)).body as { items: View[] }).items;
const make = async (id: string, facts: object = {}) => {
  const wanted = { what: 'Publish the figures', dueOn: '2026-12-01', ...facts };
  const { body } = await meetings.call('POST', `consultations/${id}/commitments`, wanted);
  return (body as { id: string }).id;
};
const deadlinesOf = (subjectId: string) =>
  desk.db.now.deadline.findMany({ where: { subjectId }, include: { steps: { where: { stoppedAt: null } } } });
const circulate = async (id: string) => {
  await meetings.write(id, 'Welcome');
  await meetings.minutes.circulate(id, {}, desk.by);
  await desk.work();
};
const facts = { what: 'Publish the figures', institutionId: null, agendaItemId: null, recommendationIds: [] };

describe('commitments', () => {
  it('become deadlines once, when the minutes are circulated, and are reminded of', async () => {
    const { id, items } = await meetings.held();
    const institution = await anInstitution(desk.db);
    const recommendation = await aRecommendation(desk.db, { paragraph: '110.5' });
    const wanted = { institutionId: institution.id, agendaItemId: items[0], recommendationIds: [recommendation.id] };
    const theirs = await make(id, wanted);
    const ours = await make(id, { what: 'Translate the report', dueOn: '2026-10-01' });
    const dropped = await make(id, { what: 'A slip of the pen' });
    await meetings.commitments.withdraw(id, dropped, { by: desk.by, reason: 'Nobody said so' });
    expect(await deadlinesOf(theirs)).toEqual([]);
    await circulate(id);
    const [deadline, ...more] = await deadlinesOf(theirs);
    expect(more).toEqual([]);
    expect(deadline).toMatchObject({
      kind: 'CONSULTATION',
      title: 'Publish the figures',
      institutionId: institution.id,
      status: 'OPEN',
    });
    expect(toDay(deadline?.dueOn ?? new Date(0))).toBe('2026-12-01');
    expect(deadline?.steps.length).toBeGreaterThan(0);
    expect(await deadlinesOf(ours)).toMatchObject([{ institutionId: null, title: 'Translate the report' }]);
    expect(await deadlinesOf(dropped)).toEqual([]);
    // Owed again, nothing more is owed.
    await desk.db.transaction((tx) => meetings.commitments.owe(tx, id, desk.by));
    expect(await deadlinesOf(theirs)).toHaveLength(1);
    const [first, second] = await listOf(id);
    expect([first?.id, second?.recommendations[0]?.paragraph, second?.deadline?.status]).toEqual([
      ours,
      '110.5',
      'OPEN',
    ]);
  });

  it('of a restricted consultation are restricted deadlines', async () => {
    const { id } = await meetings.held({ restricted: true });
    const commitmentId = await make(id);
    await circulate(id);
    expect(await deadlinesOf(commitmentId)).toMatchObject([{ restricted: true }]);
  });

  it('that are past are refused when they are made, and before the minutes are circulated', async () => {
    const { id } = await meetings.held();
    const past = { what: 'Yesterday', dueOn: '2026-09-14' };
    expect(await meetings.call('POST', `consultations/${id}/commitments`, past)).toMatchObject({
      status: 422,
      body: { code: 'commitment-in-the-past' },
    });
    const commitmentId = await make(id, { dueOn: '2026-09-15' });
    await meetings.write(id, 'Welcome');
    desk.clock.set('2026-09-16T03:00:00Z');
    await expect(meetings.minutes.circulate(id, {}, desk.by)).rejects.toMatchObject({
      code: 'commitment-in-the-past',
      details: { commitmentIds: [commitmentId], dueOn: '2026-09-15' },
    });
    expect(await desk.db.now.consultation.findUnique({ where: { id } })).toMatchObject({ status: 'HELD' });
    const { body } = await meetings.press(`/consultations/${id}/minutes/circulate`, { commentsBy: '2026-09-30' });
    expect(body).toContain('A commitment was due on 2026-09-15, which has passed');
    await meetings.commitments.change(id, commitmentId, { ...facts, dueOn: '2026-10-01' }, desk.by);
    await meetings.minutes.circulate(id, {}, desk.by);
  });

  it('move their deadlines, rename them, and hand them to others', async () => {
    const { id } = await meetings.held();
    const institution = await anInstitution(desk.db);
    const commitmentId = await make(id);
    await circulate(id);
    const changed = { ...facts, what: 'Publish all figures', institutionId: institution.id, dueOn: '2026-12-15' };
    await meetings.commitments.change(id, commitmentId, changed, desk.by);
    await meetings.commitments.change(id, commitmentId, changed, desk.by);
    await desk.work();
    const [deadline] = await deadlinesOf(commitmentId);
    expect(deadline).toMatchObject({
      title: 'Publish all figures',
      institutionId: institution.id,
      dueOn: fromDay('2026-12-15'),
      status: 'OPEN',
    });
    expect(await meetings.events(commitmentId, 'commitment.changed')).toBe(1);
    expect(await meetings.events(deadline?.id ?? '', 'deadline.moved')).toBe(1);
    await expect(
      meetings.commitments.change(id, commitmentId, { ...changed, dueOn: '2026-09-01' }, desk.by),
    ).rejects.toMatchObject({ code: 'commitment-in-the-past' });
  });

  it('waive their deadlines when they are withdrawn, once, and are not changed then', async () => {
    const { id } = await meetings.held();
    const commitmentId = await make(id);
    await circulate(id);
    const withdraw = () => meetings.commitments.withdraw(id, commitmentId, { by: desk.by, reason: 'Done by others' });
    await Promise.all(Array.from({ length: 10 }, withdraw));
    const [deadline] = await deadlinesOf(commitmentId);
    expect(deadline?.status).toBe('WAIVED');
    expect(await meetings.events(commitmentId, 'commitment.withdrawn')).toBe(1);
    expect(await meetings.events(deadline?.id ?? '', 'deadline.waived')).toBe(1);
    await expect(
      meetings.commitments.change(id, commitmentId, { ...facts, dueOn: '2027-01-01' }, desk.by),
    ).rejects.toMatchObject({ code: 'commitment-withdrawn' });
  });

  it('keep the deadline met when they are withdrawn after it was, and say how it stands', async () => {
    const { id } = await meetings.held();
    const commitmentId = await make(id);
    await circulate(id);
    const [deadline] = await deadlinesOf(commitmentId);
    const deadlines = desk.api.app.get(DeadlinesService);
    await deadlines.move(deadline?.id ?? '', '2026-12-20', { by: desk.by });
    let page = (await meetings.open(`/consultations/${id}/minutes`)).body;
    expect(page).toContain(`href="/deadlines/${deadline?.id}"`);
    expect(page).toContain('now due on 20 December 2026');
    desk.clock.set('2026-12-22T03:00:00Z');
    page = (await meetings.open(`/consultations/${id}/minutes`)).body;
    expect(page).toContain('>overdue<');
    await deadlines.done(deadline?.id ?? '', { by: desk.by });
    await meetings.commitments.withdraw(id, commitmentId, { by: desk.by, reason: 'It was done' });
    expect(await listOf(id)).toMatchObject([{ isWithdrawn: true, deadline: { status: 'MET' } }]);
  });

  it('made after the minutes were circulated are deadlines at once', async () => {
    const { id } = await meetings.held();
    await circulate(id);
    const commitmentId = await make(id);
    expect(await deadlinesOf(commitmentId)).toHaveLength(1);
  });

  it('are made once by a form that is sent ten times', async () => {
    const { id } = await meetings.held();
    const url = `/consultations/${id}/minutes/commitments/new`;
    const formId = /name="id" value="([^"]+)"/.exec((await meetings.open(url)).body)?.[1] ?? '';
    const fields = { id: formId, what: 'Publish the figures', dueOn: '2026-12-01', institution: '' };
    await Promise.all(Array.from({ length: 10 }, () => meetings.press(url, fields)));
    expect(await listOf(id)).toHaveLength(1);
    expect(await meetings.events(formId, 'commitment.made')).toBe(1);
  });

  it('are changed by one of two who change them at once; the other reads what it is now, and keeps what they typed', async () => {
    const { id } = await meetings.held();
    const commitmentId = await make(id);
    const url = `/consultations/${id}/minutes/commitments/${commitmentId}`;
    const [{ version } = { version: '' }] = await listOf(id);
    const fields = { version, what: 'Publish some figures', dueOn: '2026-12-01', institution: '', agendaItemId: '' };
    expect((await meetings.press(url, fields)).statusCode).toBe(303);
    const late = await meetings.press(url, { ...fields, what: 'Publish no figures' });
    expect(late.statusCode).toBe(409);
    for (const text of ['Publish some figures', 'Publish no figures']) expect(late.body).toContain(text);
    const present = /name="version" value="([^"]+)"/.exec(late.body)?.[1] ?? '';
    expect((await meetings.press(url, { ...fields, what: 'Both', version: present })).statusCode).toBe(303);
    expect(await listOf(id)).toMatchObject([{ what: 'Both' }]);
    const { refused } = await outcomesOf([
      meetings.commitments.change(id, commitmentId, { ...facts, dueOn: '2026-12-02' }, desk.by, version),
    ]);
    expect(refused).toEqual(['commitment-changed-meanwhile']);
  });

  it('are linked to recommendations by ticks or by paragraphs, of the reviews the meeting is about first', async () => {
    const { id } = await meetings.held();
    const [about, other] = [await aReview(desk.db), await aReview(desk.db)];
    const near = await aRecommendation(desk.db, { reviewId: about.id, paragraph: '201.7' });
    await aRecommendation(desk.db, { reviewId: other.id, paragraph: '201.7' });
    const ticked = await aRecommendation(desk.db, { reviewId: other.id, paragraph: '201.8' });
    await desk.db.now.consultationSubject.createMany({
      data: [
        { consultationId: id, kind: 'REVIEW', subjectId: about.id },
        { consultationId: id, kind: 'RECOMMENDATION', subjectId: ticked.id },
      ],
    });
    const url = `/consultations/${id}/minutes/commitments/new`;
    expect((await meetings.open(url)).body).toContain(`value="${ticked.id}"`);
    const fields = { what: 'Do it', dueOn: '2026-12-01', institution: '', recommendationIds: ticked.id };
    const unclear = await meetings.press(url, { ...fields, paragraphs: '201.7, 999.9' });
    expect(unclear.body).toContain('<a href="#paragraphs">No single recommendation has paragraph');
    // Both reviews are what it is about now: two have that paragraph.
    expect(unclear.body).toContain('value="201.7, 999.9"');
    await desk.db.now.consultationSubject.delete({
      where: { consultationId_subjectId: { consultationId: id, subjectId: ticked.id } },
    });
    expect((await meetings.press(url, { ...fields, paragraphs: '201.7' })).statusCode).toBe(303);
    const [made] = await listOf(id);
    expect(made?.recommendations.map((one) => one.id).sort()).toEqual([near.id, ticked.id].sort());
  });

  it('say at its field what is wrong, in words', async () => {
    const { id } = await meetings.held();
    const url = `/consultations/${id}/minutes/commitments/new`;
    const unknown = await meetings.press(url, { what: 'x', dueOn: '2026-12-01', institution: 'Ministry of Magic' });
    expect(unknown.body).toContain('<a href="#institution">The directory has no institution of this name.');
    const empty = await meetings.press(url, { what: ' ', dueOn: '', institution: '' });
    expect([empty.statusCode, empty.body.match(/class="fault"/g)?.length]).toEqual([422, 2]);
    const withdrawal = await meetings.press(`/consultations/${id}/minutes/commitments/${await make(id)}/withdraw`, {
      reason: ' ',
    });
    expect(withdrawal.body).toContain('<a href="#reason">Say why');
  });

  it('are listed by institution and by recommendation, for those who may know of them', async () => {
    const { id } = await meetings.held();
    const institution = await anInstitution(desk.db);
    const { personId: focal } = await aMandate(desk.db, { institutionId: institution.id });
    const { personId: stranger } = await aMandate(desk.db);
    const recommendation = await aRecommendation(desk.db);
    const commitmentId = await make(id, { institutionId: institution.id, recommendationIds: [recommendation.id] });
    const listed = async (query: string, personId?: string) => {
      const { body } = await meetings.call('GET', `commitments?${query}`, undefined, personId);
      return (body as { items: View[] }).items.map((one) => one.id);
    };
    expect(await listed(`recommendationId=${recommendation.id}`)).toEqual([commitmentId]);
    // A draft is nobody's business yet but of those who write it.
    expect(await listed(`institutionId=${institution.id}`, focal)).toEqual([]);
    await circulate(id);
    expect(await listed(`institutionId=${institution.id}`, focal)).toEqual([commitmentId]);
    expect(await listed(`institutionId=${institution.id}`, stranger)).toEqual([]);
    const observer = await aPerson(desk.db, { roles: ['OBSERVER'] });
    expect(await listed(`consultationId=${id}`, observer.id)).toEqual([commitmentId]);
    await desk.db.now.consultation.update({ where: { id }, data: { restricted: true } });
    expect(await listed(`consultationId=${id}`, observer.id)).toEqual([]);
    expect(await listed(`consultationId=${newId()}`)).toEqual([]);
  });
});
