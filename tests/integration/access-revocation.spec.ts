import { Links } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';
import { aCountry, type Country } from '../support/country.js';

describe('ending somebody’s access', () => {
  let api: Api;
  let country: Country;
  beforeAll(async () => {
    api = await anApi();
    country = await aCountry(api.db);
  });
  afterAll(() => api.close());

  it('ends links, sessions and tokens at once, for this person alone, and says so in the audit trail', async () => {
    const { dara, bopha, coordinator } = country.people;
    const links = api.app.get(Links);
    const [linkId = ''] = await links.make(api.db.now, [{ purpose: 'sign-in', personId: dara.id }], { minutes: 20 });
    const token = links.url('sign-in', linkId).split('/').at(-1) ?? '';
    const daras = await api.signIn(dara.id);
    const bophas = await api.signIn(bopha.id);
    await links.open('sign-in', token);

    const answer = await api.request({
      method: 'POST',
      url: `/api/v1/people/${dara.id}/revocations`,
      headers: await api.signIn(coordinator.id),
      payload: { reason: 'The laptop was stolen' },
    });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({ links: 1, sessions: 1, accessTokens: 0 });
    await expect(links.open('sign-in', token)).rejects.toMatchObject({ code: 'link-unusable', why: 'revoked' });
    expect((await api.request({ url: '/api/v1/me', headers: daras })).statusCode).toBe(401);
    expect((await api.request({ url: '/api/v1/me', headers: bophas })).statusCode).toBe(200);
    expect(await api.db.now.event.findMany({ where: { name: 'link.revoked' } })).toMatchObject([
      { actorId: coordinator.id, reason: 'The laptop was stolen', payload: { linkId, personId: dara.id } },
    ]);
  });

  it('is not for focal points', async () => {
    const { dara, bopha } = country.people;
    const answer = await api.request({
      method: 'POST',
      url: `/api/v1/people/${dara.id}/revocations`,
      headers: await api.signIn(bopha.id),
      payload: { reason: 'Because' },
    });
    expect(answer.statusCode).toBe(403);
  });
});
