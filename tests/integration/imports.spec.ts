import { csv, officialHeader, uprRow } from '../../libs/intake/formats/fixtures/csv.js';
import { docx, matrixHead, table, theme } from '../../libs/intake/formats/fixtures/docx.js';
import type { ImportFields } from '../../libs/intake/imports.schemas.js';
import { ImportsService } from '../../libs/intake/index.js';
import { ProblemsService } from '../../libs/intake/problems.service.js';
import type { JobName } from '../../libs/catalogue/index.js';
import { anApi, type Api } from '../support/api.js';
import { aCountry, type Country } from '../support/country.js';
import { FixedClock } from '../support/clock.js';
import { aWorker } from '../support/stack.js';

describe('an import', () => {
  let api: Api;
  let country: Country;
  let worker: Awaited<ReturnType<typeof aWorker>>;
  const clock = new FixedClock();

  beforeAll(async () => {
    api = await anApi({ clock });
    worker = await aWorker({
      databaseUrl: api.databaseUrl,
      backend: 'postgres',
      smtpUrl: 'smtp://127.0.0.1:9',
      clock,
    });
    country = await aCountry(api.db);
  });
  afterAll(async () => {
    await worker.close();
    await api.close();
  });

  const imports = () => api.app.get(ImportsService);
  const by = () => ({ personId: country.people.coordinator.id, onBehalfOfId: null, via: 'command' as const });
  async function* streamOf(file: Buffer) {
    for (let at = 0; at < file.length; at += 1000) yield await Promise.resolve(file.subarray(at, at + 1000));
  }
  const receive = (file: Buffer | string, fields: Partial<ImportFields> = {}) =>
    imports().receive(
      { kind: 'RECOMMENDATIONS', ...fields },
      { name: 'list.csv', stream: streamOf(Buffer.from(file)) },
      by(),
    );
  /** Does what is owed of one kind, as the worker would. */
  const work = async (name: JobName) => {
    const owed = await api.db.now.owed.findMany({ where: { name } });
    for (const { id } of owed) await worker.runner.run(name, [id]);
  };
  const preview = async (file: Buffer | string, fields: Partial<ImportFields> = {}) => {
    const { id } = await receive(file, fields);
    await work('import.read');
    return imports().find(id);
  };
  const apply = async (id: string) => {
    await imports().approve(id, by());
    await work('import.apply');
    return imports().find(id);
  };
  const take = async (file: Buffer | string, fields: Partial<ImportFields> = {}) =>
    apply((await preview(file, fields)).id);
  const problems = async (id: string) =>
    (await api.app.get(ProblemsService).list(id, { limit: 50, cursor: undefined }, 'en')).items;
  const list = (...rows: Parameters<typeof uprRow>[0][]) => csv([officialHeader, ...rows.map(uprRow)]);
  const registered = (session: number) =>
    api.db.now.recommendation.findMany({
      where: { review: { session } },
      include: {
        recommending: { orderBy: { stateCode: 'asc' } },
        positions: { orderBy: { recordedAt: 'asc' } },
        classifications: { include: { classification: true } },
        references: true,
      },
      orderBy: [{ text: 'asc' }, { id: 'asc' }],
    });

  const water = {
    state: 'Cambodia',
    text: 'Bring clean water to every school',
    from: 'Norway',
    response: 'Accepted',
    issue: 'Right to water',
    session: '40',
  };

  it('is shown before it writes anything, and then is written whole', async () => {
    const before = await api.db.now.recommendation.count();
    const shown = await preview(
      list(water, { ...water, from: 'Chad' }, { ...water, text: 'Abolish a fee', from: 'Peru', response: 'Noted' }),
    );
    expect(shown).toMatchObject({ status: 'PREVIEWED', format: 'upr-info-csv', progress: 1 });
    expect(shown.summary).toMatchObject({
      read: 2,
      new: 2,
      changed: 0,
      unchanged: 0,
      reviews: [{ reviewId: null, stateCode: 'KHM', session: 40, recommendations: 2, supported: 1, noted: 1 }],
    });
    expect(await api.db.now.recommendation.count()).toBe(before);
    expect(await api.db.now.review.count({ where: { session: 40 } })).toBe(0);

    expect((await apply(shown.id)).status).toBe('APPLIED');
    const [fee, clean] = await registered(40);
    expect(fee).toMatchObject({ currentPosition: 'NOTED', recommending: [{ stateCode: 'PER' }] });
    expect(clean?.recommending.map(({ stateCode }) => stateCode)).toEqual(['NOR', 'TCD']);
    expect(clean?.classifications.map(({ classification }) => classification.label)).toEqual(['Right to water']);
    expect(await api.db.now.importRow.count({ where: { importId: shown.id } })).toBe(0);
    expect(
      await api.db.now.event.count({
        where: { name: 'recommendation.registered', subjectIds: { has: clean?.id ?? '' } },
      }),
    ).toBe(1);
  });

  it('changes nothing when the same file comes again', async () => {
    const file = list({ ...water, session: '39' }, { ...water, session: '39', from: 'Chad' });
    await take(file);
    const before = await registered(39);
    const again = await take(file);
    expect(again.summary).toMatchObject({ read: 1, new: 0, changed: 0, unchanged: 1 });
    expect(await registered(39)).toEqual(before);
  });

  it('keeps two recommendations with the same words apart, also when they come again in another order', async () => {
    const brazil = { ...water, session: '38', from: 'Brazil' };
    const chad = { ...water, session: '38', from: 'Chad', text: `${water.text} ` };
    await take(list(brazil, chad));
    const before = await registered(38);
    expect(before).toHaveLength(2);
    const again = await take(list(chad, brazil));
    expect(again.summary).toMatchObject({ new: 0, changed: 0, unchanged: 2 });
    expect(await registered(38)).toEqual(before);
  });

  it('adds a revised position to the history, and a State that joined', async () => {
    await take(list({ ...water, session: '37', response: 'Noted' }));
    clock.set('2026-03-03T03:00:00Z');
    const again = await take(list({ ...water, session: '37' }, { ...water, session: '37', from: 'Peru' }));
    expect(again.summary).toMatchObject({ new: 0, changed: 1 });
    const [row] = await registered(37);
    expect(row?.positions.map(({ value }) => value)).toEqual(['NOTED', 'SUPPORTED']);
    expect(row).toMatchObject({
      currentPosition: 'SUPPORTED',
      recommending: [{ stateCode: 'NOR' }, { stateCode: 'PER' }],
    });
  });

  it('recognises in a matrix what came from an export, adds its paragraph, and knows it by that from then on', async () => {
    const matrix = (text: string) =>
      docx(table([matrixHead, theme('Theme: B31 Water'), [`130.10 ${text} (Norway);`, 'Supported', 'B31 Water', '']]));
    await take(list({ ...water, session: '36' }));
    const hints = { stateUnderReview: 'KHM', session: 36 };
    const merged = await take(matrix(water.text), hints);
    expect(merged.summary).toMatchObject({ new: 0, changed: 1 });
    const corrected = await take(matrix('Bring clean water to every school and clinic'), hints);
    expect(corrected.summary).toMatchObject({ new: 0, changed: 1 });
    const rows = await registered(36);
    expect(rows).toMatchObject([
      {
        text: 'Bring clean water to every school and clinic',

        references: [{ value: '130.10' }],
      },
    ]);
  });

  it('follows recommendations through a renumbering: each keeps its words, its States and its history', async () => {
    const hints = { stateUnderReview: 'KHM', session: 30 };
    const matrix = (...lines: [string, string][]) =>
      docx(
        table([
          matrixHead,
          ...lines.map(([text, state], index) => [`110.${index + 1} ${text} (${state});`, 'Supported', 'Justice', '']),
        ]),
      );
    const before: [string, string][] = [
      ['Ratify the optional protocol on torture', 'Chad'],
      ['Train all judges in the rights of the child', 'Egypt'],
      ['Open clinics in every district', 'Chile'],
    ];
    await take(matrix(...before), hints);
    const ids = new Map((await registered(30)).map(({ text, id }) => [text, id]));
    const renumbered = await take(
      matrix(before[0] ?? ['', ''], ['Abolish the death penalty for all crimes', 'Peru'], ...before.slice(1)),
      hints,
    );
    expect(renumbered.summary).toMatchObject({ new: 1, changed: 2, unchanged: 1 });
    const rows = await registered(30);
    for (const [text, id] of ids) expect(rows.find((row) => row.id === id)?.text).toBe(text);
    expect(
      rows.map(({ text, references, recommending }) => [
        text,
        references.map(({ value }) => value),
        recommending.map(({ stateCode }) => stateCode),
      ]),
    ).toEqual([
      ['Abolish the death penalty for all crimes', ['110.2'], ['PER']],
      ['Open clinics in every district', ['110.4'], ['CHL']],
      ['Ratify the optional protocol on torture', ['110.1'], ['TCD']],
      ['Train all judges in the rights of the child', ['110.3'], ['EGY']],
    ]);
    const back = await take(matrix(...before), hints);
    expect(back.summary).toMatchObject({ new: 0, changed: 2, unchanged: 1 });
  });

  it('takes a list without a session, also where a review of a known cycle has none', async () => {
    await api.db.now.review.create({ data: { mechanism: 'UPR', stateCode: 'BTN', cycle: 3, session: null } });
    const matrix = docx(table([matrixHead, ['1.1 Do something good (Norway);', 'Supported', 'Water', '']]));
    const first = await take(matrix, { stateUnderReview: 'BTN' });
    expect(first).toMatchObject({ status: 'APPLIED', summary: { new: 1 } });
    expect((await take(matrix, { stateUnderReview: 'BTN' })).summary).toMatchObject({ new: 0, unchanged: 1 });
  });

  it('refuses a file it must not take, in words, and writes nothing', async () => {
    const before = await api.db.now.recommendation.count();
    const refused = await preview(list({ ...water, text: `=HYPERLINK("http://example.org")` }));
    expect(refused).toMatchObject({ status: 'REFUSED', summary: null });
    const [problem] = await problems(refused.id);
    expect(problem?.severity).toBe('refused');
    expect(problem?.sentence).toMatch(/formula/);
    await expect(imports().approve(refused.id, by())).rejects.toMatchObject({ code: 'not-previewed' });
    expect(await api.db.now.recommendation.count()).toBe(before);
  });

  it('takes a text without the control characters in it', async () => {
    const shown = await preview(
      list({ ...water, session: '33', text: 'Bring clean water to every\u0007 village', response: 'Accepted' }),
    );
    expect(shown.status).toBe('PREVIEWED');
    await apply(shown.id);
    expect(await registered(33)).toMatchObject([{ text: 'Bring clean water to every village' }]);
  });

  it('leaves out a row it cannot read and says which', async () => {
    const shown = await preview(list({ ...water, session: '35' }, { ...water, session: '35', text: ' ' }));
    expect(shown.summary).toMatchObject({ read: 1, unreadable: 1 });
    expect(await problems(shown.id)).toMatchObject([{ severity: 'unreadable', place: { row: 3 } }]);
  });

  it('asks for the State when neither the file nor the person names it', async () => {
    const matrix = docx(table([matrixHead, ['1.1 Do something good (Norway);', 'Supported', 'Water', '']]));
    const refused = await preview(matrix);
    expect(refused.status).toBe('REFUSED');
    expect((await problems(refused.id))[0]?.code).toBe('review-unknown');
  });

  it('is shown anew when the register has moved since the preview', async () => {
    const first = await preview(list({ ...water, session: '34' }));
    await take(list({ ...water, session: '34' }));
    const second = await apply(first.id);
    expect(second).toMatchObject({ status: 'PREVIEWED', summary: { new: 0, unchanged: 1 } });
    expect((await apply(first.id)).status).toBe('APPLIED');
    expect(await registered(34)).toHaveLength(1);
  });

  it('can be cancelled until it is applied, and is applied once however often it is approved', async () => {
    const { id } = await receive(list({ ...water, session: '31' }));
    expect((await imports().cancel(id, by())).status).toBe('CANCELLED');
    await work('import.read');
    expect((await imports().find(id)).status).toBe('CANCELLED');
    expect(await api.db.now.importRow.count({ where: { importId: id } })).toBe(0);

    const shown = await preview(list({ ...water, session: '31' }));
    await Promise.all(Array.from({ length: 5 }, () => imports().approve(shown.id, by())));
    await work('import.apply');
    expect(await registered(31)).toHaveLength(1);
    await expect(imports().cancel(shown.id, by())).rejects.toMatchObject({ code: 'nothing-to-cancel' });
  });

  it('brings a directory in the same way', async () => {
    const file = csv([
      ['Institution', 'Kind', 'Person', 'Email', 'Role', 'Language'],
      ['Ministry of Water', 'ministry', 'Nhem Sokha', 'Nhem.Sokha@example.org', 'main', 'km'],
      ['Ministry of Education', 'ministry', 'Sok Dara', 'sok.dara@example.org', 'main', 'en'],
    ]);
    const shown = await preview(file, { kind: 'DIRECTORY' });
    expect(shown.summary).toMatchObject({ read: 2, new: 1 });
    expect(await api.db.now.institution.count({ where: { name: 'Ministry of Water' } })).toBe(0);
    await apply(shown.id);
    expect(
      await api.db.now.mandate.findMany({
        where: { institution: { name: 'Ministry of Water' } },
        include: { person: true },
      }),
    ).toMatchObject([{ role: 'MAIN', person: { email: 'nhem.sokha@example.org', locale: 'km' } }]);
    const again = await preview(file, { kind: 'DIRECTORY' });
    expect(again.summary).toMatchObject({ new: 0, changed: 0, unchanged: 2 });
  });
});
