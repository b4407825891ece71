import { Test } from '@nestjs/testing';
import { AdminModule } from '../../apps/admin/src/admin.module.js';
import { Seed } from '../../apps/admin/src/seed.js';
import { Config } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';

describe('the seed', () => {
  let api: Api;
  let seed: Seed;
  let close: () => Promise<void>;
  beforeAll(async () => {
    api = await anApi();
    const admin = await Test.createTestingModule({ imports: [AdminModule.with(api.app.get(Config))] }).compile();
    await admin.init();
    seed = admin.get(Seed);
    close = () => admin.close();
  });
  afterAll(async () => {
    await close();
    await api.close();
  });

  const everything = async () => ({
    mechanism: await api.db.now.mechanism.findMany(),
    institutions: await api.db.now.institution.findMany({ orderBy: { id: 'asc' } }),
    people: await api.db.now.person.findMany({ orderBy: { id: 'asc' } }),
    mandates: await api.db.now.mandate.findMany({ orderBy: { id: 'asc' } }),
    roles: await api.db.now.roleGrant.findMany({ orderBy: [{ personId: 'asc' }, { role: 'asc' }] }),
    holidays: await api.db.now.holiday.findMany({ orderBy: { day: 'asc' } }),
    consultations: await api.db.now.consultation.findMany({
      orderBy: { id: 'asc' },
      include: { hosts: true, agenda: true, steps: true },
    }),
    events: await api.db.now.event.count(),
    owed: await api.db.now.owed.count(),
  });
  const timesDescribed = () => api.db.now.event.count({ where: { name: 'mechanism.changed' } });

  it('plants a country once: planted again it changes nothing and announces nothing', async () => {
    const planted = await seed.plant();
    const before = await everything();
    expect(before.institutions).toHaveLength(planted.institutions);
    expect(before.people).toHaveLength(planted.people);
    expect(before.holidays).toHaveLength(planted.holidays);
    expect(before.holidays[3]).toMatchObject({ name: 'Khmer New Year', nationalName: 'ពិធីបុណ្យចូលឆ្នាំថ្មីប្រពៃណីជាតិ' });
    expect(before.holidays.every(({ nationalName }) => nationalName !== null)).toBe(true);
    expect(before.consultations.map(({ status }) => status)).toEqual(['SCHEDULED', 'HELD']);
    expect(before.consultations.every(({ hosts, agenda }) => hosts.length > 0 && agenda.length > 0)).toBe(true);
    expect(before.mandates.length).toBeGreaterThan(0);
    expect(await timesDescribed()).toBe(1);

    expect(await seed.plant()).toEqual(planted);
    expect(await everything()).toEqual(before);
    expect(await timesDescribed()).toBe(1);
  });

  it('puts right what was changed, and leaves the holidays the secretariat corrected', async () => {
    await seed.plant();
    const { mechanism, holidays } = await everything();
    await api.db.now.mechanism.updateMany({ data: { name: 'Something else' } });
    const [holiday] = holidays;
    await api.db.now.holiday.updateMany({ where: { day: holiday!.day }, data: { source: 'Sub-decree' } });
    await seed.plant();
    expect((await everything()).mechanism).toEqual(mechanism);
    expect((await api.db.now.holiday.findFirstOrThrow({ where: { day: holiday!.day } })).source).toBe('Sub-decree');
  });
});
