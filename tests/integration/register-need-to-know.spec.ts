import { Outbox, system } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';
import { aMandate, aMechanism, anAssignment, anInstitution, aPerson, aRecommendation } from '../support/factories.js';

let api: Api;
let recommendationId: string;
let educationId: string;
let officer: Record<string, string>;
let focalPoint: Record<string, string>;

/** Two institutions have contested one recommendation, each with reasons of its own. */
beforeAll(async () => {
  api = await anApi();
  await aMechanism(api.db);
  const thida = await aPerson(api.db, { name: 'Chan Thida', roles: ['OFFICER'] });
  const dara = await aPerson(api.db, { name: 'Sok Dara' });
  const veasna = await aPerson(api.db, { name: 'Lim Veasna' });
  ({ id: recommendationId } = await aRecommendation(api.db));
  const assigned = async (personId: string, name: string) => {
    const institution = await anInstitution(api.db, { name });
    await aMandate(api.db, { personId, institutionId: institution.id });
    const reason = `Between us: not ${name}`;
    const facts = { recommendationId, institutionId: institution.id };
    const { id } = await anAssignment(api.db, { ...facts, status: 'CONTESTED', contestReason: reason });
    await api.db.transaction(async (tx) => {
      const publish = api.app.get(Outbox).publish.bind(api.app.get(Outbox), tx);
      const secretariat = { personId: thida.id, onBehalfOfId: null, via: 'session' } as const;
      const ministry = { personId, onBehalfOfId: institution.id, via: 'link' } as const;
      const subject = { assignmentId: id, ...facts };
      await publish('assignment.proposed', subject, { by: secretariat, reason: `Internal: ask ${name}` });
      await publish('assignment.contested', subject, { by: ministry, reason });
      await publish('assignment.withdrawn', subject, { by: system });
    });
    return institution.id;
  };
  educationId = await assigned(dara.id, 'Education');
  await assigned(veasna.id, 'Justice');
  officer = await api.signIn(thida.id);
  focalPoint = await api.signIn(dara.id);
});
afterAll(() => api.close());

interface Detail {
  assignments: { institution: { id: string }; contestReason: string | null }[];
  history: { event: string; who: { name: string } | null; why: string | null }[];
}
const detail = async (headers: Record<string, string>) =>
  (await api.request({ url: `/api/v1/recommendations/${recommendationId}`, headers })).json<Detail>();
const page = async (headers: Record<string, string>) =>
  (await api.request({ url: `/register/${recommendationId}`, headers })).body;

describe('what others said of a recommendation', () => {
  it('is told to focal points without who and why', async () => {
    const { assignments, history } = await detail(focalPoint);
    expect(assignments.map(({ contestReason }) => contestReason)).toEqual(['Between us: not Education', null]);
    expect(assignments[0]?.institution.id).toBe(educationId);
    expect(history.map(({ event, who, why }) => [event, who?.name ?? null, why])).toEqual([
      ['assignment.proposed', null, null],
      ['assignment.contested', 'Sok Dara', 'Between us: not Education'],
      ['assignment.withdrawn', null, null],
      ['assignment.proposed', null, null],
      ['assignment.contested', null, null],
      ['assignment.withdrawn', null, null],
    ]);
  });

  it('is told to them so on the page too', async () => {
    const html = await page(focalPoint);
    expect(html).toContain('Contested by Education, by Sok Dara, for Education');
    expect(html).toContain('Between us: not Education');
    expect(html).toMatch(/Contested by Justice, by Justice\s*</);
    expect(html).toMatch(/Proposed to Justice\s*</);
    expect(html).toContain('Withdrawn from Justice, by the system');
    for (const secret of ['Lim Veasna', 'not Justice', 'Chan Thida', 'Internal']) expect(html).not.toContain(secret);
  });

  it('is told to the mechanism with both', async () => {
    const { assignments, history } = await detail(officer);
    expect(assignments.map(({ contestReason }) => contestReason)).toEqual([
      'Between us: not Education',
      'Between us: not Justice',
    ]);
    expect(history.map(({ who }) => who?.name ?? null)).toEqual([
      ...['Chan Thida', 'Sok Dara', null],
      ...['Chan Thida', 'Lim Veasna', null],
    ]);
    expect(await page(officer)).toContain('Proposed to Justice, by Chan Thida');
  });
});
