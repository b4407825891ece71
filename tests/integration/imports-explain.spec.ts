import { csv, officialHeader, uprRow } from '../../libs/intake/formats/fixtures/csv.js';
import { newId } from '../../libs/platform/index.js';
import { aDesk, type Desk } from '../support/desk.js';

let desk: Desk;
beforeAll(async () => {
  desk = await aDesk({ now: '2026-03-02T03:00:00Z' });
});
afterAll(() => desk.close());

const headers = async (type?: string) => ({
  ...(await desk.api.signIn(desk.coordinator.id)),
  ...(type && { 'content-type': type }),
});
const get = async <T>(url: string) => (await desk.api.request({ url, headers: await headers() })).json<T>();
const post = async (url: string, payload?: unknown) =>
  desk.api.request({ method: 'POST', url, headers: await headers(), payload });
const form = async (url: string, fields: Record<string, string>) =>
  desk.api.request({
    method: 'POST',
    url,
    headers: await headers('application/x-www-form-urlencoded'),
    payload: new URLSearchParams(fields).toString(),
  });
const page = async (url: string) => (await desk.api.request({ url, headers: await headers() })).body;

interface Item {
  id: string;
  status: string;
  format: string;
  summary: { new: number; changed: number; unchanged: number; merged: number; asked: number; read: number };
  columns: { heading: string; role: string | null; from: string }[] | null;
}

/** Sends a file as a browser does and lets the worker read it. */
const preview = async (file: string, fields: Record<string, string> = {}): Promise<Item> => {
  const boundary = newId();
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const payload = `${parts.join('')}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="list.csv"\r\n\r\n${file}\r\n--${boundary}--\r\n`;
  const answer = await desk.api.request({
    method: 'POST',
    url: '/api/v1/imports',
    headers: await headers(`multipart/form-data; boundary=${boundary}`),
    payload,
  });
  await desk.work();
  return get<Item>(`/api/v1/imports/${answer.json<Item>().id}`);
};
const apply = async (id: string): Promise<Item> => {
  await post(`/api/v1/imports/${id}/apply`);
  await desk.work();
  return get<Item>(`/api/v1/imports/${id}`);
};
const list = (...rows: Parameters<typeof uprRow>[0][]) => csv([officialHeader, ...rows.map(uprRow)]);
const inReview = (session: number) =>
  desk.db.now.recommendation.findMany({ where: { review: { session } }, orderBy: { text: 'asc' } });

describe('a file with words only a person can explain', () => {
  it('asks, writes nothing before it is answered, and remembers the answer', async () => {
    const file = list(
      { session: '41', text: 'Plant trees', response: 'Consider' },
      { session: '41', text: 'Dig wells', response: 'consider' },
      { session: '41', text: 'Build roads', state: 'Kampuchia' },
    );
    const item = await preview(file);
    expect(item).toMatchObject({ status: 'PREVIEWED', summary: { read: 3, asked: 2 } });
    const { items } = await get<{ items: Record<string, unknown>[] }>(`/api/v1/imports/${item.id}/questions`);
    expect(items).toMatchObject([
      { about: 'position', value: 'Consider', uses: 2, isOpen: true, meaning: null },
      { about: 'stateUnderReview', value: 'Kampuchia', uses: 1, isOpen: true },
    ]);
    const refused = await post(`/api/v1/imports/${item.id}/apply`);
    expect([refused.statusCode, refused.json()]).toMatchObject([409, { code: 'questions-open', asked: 2 }]);
    const nonsense = await post(`/api/v1/imports/${item.id}/explain`, {
      words: [{ about: 'position', value: 'Consider', meaning: 'KHM' }],
    });
    expect([nonsense.statusCode, nonsense.json()]).toMatchObject([400, { code: 'meaning-unknown' }]);
    expect(await inReview(41)).toEqual([]);

    const answered = await form(`/imports/${item.id}/explain`, {
      'about-0': 'position',
      'value-0': 'Consider',
      'meaning-0': 'UNDER_CONSIDERATION',
      'about-1': 'stateUnderReview',
      'value-1': 'Kampuchia',
      'meaning-1': 'Cambodge',
    });
    expect(answered.headers['location']).toBe(`/imports/${item.id}`);
    await desk.work();
    expect(await apply(item.id)).toMatchObject({ status: 'APPLIED', summary: { new: 3, asked: 0 } });
    expect((await inReview(41)).map(({ text, currentPosition }) => [text, currentPosition])).toEqual([
      ['Build roads', 'SUPPORTED'],
      ['Dig wells', 'UNDER_CONSIDERATION'],
      ['Plant trees', 'UNDER_CONSIDERATION'],
    ]);
    expect(await desk.eventsOf(item.id)).toEqual(expect.arrayContaining(['import.explained', 'import.applied']));

    const next = await preview(list({ session: '41', text: 'Open schools', response: 'CONSIDER' }));
    expect(next.summary).toMatchObject({ asked: 0, new: 1 });
    expect(await page(`/imports/${next.id}`)).toContain('<option value="UNDER_CONSIDERATION" selected>');
  });

  it('leaves out what means nothing', async () => {
    const item = await preview(
      list({ session: '42', text: 'Plant trees' }, { session: '42', text: 'Fly', state: 'Moonland' }),
    );
    await post(`/api/v1/imports/${item.id}/explain`, {
      words: [{ about: 'stateUnderReview', value: 'Moonland', meaning: null }],
    });
    await desk.work();
    expect((await apply(item.id)).summary).toMatchObject({ read: 1, new: 1 });
    expect(await inReview(42)).toHaveLength(1);
  });
});

describe('a list with columns of its own', () => {
  const headings = ['Nr', 'Ce que le pays doit faire', 'Qui le demande', 'Notre avis', 'Remarques'];
  const rows = [
    ['118.10', 'Ouvrir une école dans chaque village du pays', 'Tchad; Pérou', 'Accepted', ''],
    ['118.1', 'Ouvrir un hôpital dans chaque province du pays', 'France', 'Noted', 'cher'],
  ];

  it('is understood by what stands in it, corrected by a person, and known the next time', async () => {
    const review = { stateUnderReview: 'KHM', session: '43' };
    const item = await preview(csv([headings, ...rows]), review);
    expect(item.columns?.map(({ role, from }) => [role, from])).toEqual([
      ['paragraph', 'content'],
      ['text', 'content'],
      ['recommendingStates', 'content'],
      ['position', 'content'],
      [null, 'unknown'],
    ]);
    const shown = await page(`/imports/${item.id}`);
    expect(shown).toContain('Ouvrir une école dans chaque village du pays');
    const corrected = {
      'column-0': 'paragraph',
      'column-1': 'text',
      'column-2': 'recommendingStates',
      'column-3': 'position',
    };
    await form(`/imports/${item.id}/explain`, { ...corrected, 'column-4': 'themes' });
    await desk.work();
    expect(await apply(item.id)).toMatchObject({ status: 'APPLIED', summary: { new: 2 } });
    const found = await desk.db.now.recommendation.findMany({
      where: { review: { session: 43 } },
      include: { classifications: { include: { classification: true } }, references: true },
      orderBy: { sortKey: 'asc' },
    });
    expect(
      found.map(({ references, classifications }) => [
        references.map(({ value }) => value),
        classifications.map(({ classification }) => classification.label),
      ]),
    ).toEqual([
      [['118.1'], ['cher']],
      [['118.10'], []],
    ]);
    const next = await preview(
      csv([headings, ['118.2', 'Planter des arbres le long de toutes les routes', 'Mali', 'Noted', 'vert']]),
      review,
    );
    expect(next.columns?.map(({ role, from }) => [role, from]).at(-1)).toEqual(['themes', 'person']);
  });

  it('cannot be applied while no column holds the recommendations', async () => {
    const item = await preview(
      csv([
        ['Name', 'Age'],
        ['Dara', 'ten'],
        ['Sok', 'six'],
      ]),
    );
    expect(item).toMatchObject({ status: 'PREVIEWED', summary: { read: 0 } });
    const refused = await post(`/api/v1/imports/${item.id}/apply`);
    expect([refused.statusCode, refused.json()]).toMatchObject([409, { code: 'no-text-column' }]);
    const short = await post(`/api/v1/imports/${item.id}/explain`, { columns: ['text'] });
    expect([short.statusCode, short.json()]).toMatchObject([400, { code: 'columns-differ' }]);
  });
});

describe('an applied import', () => {
  it('shows before it is applied what it would overwrite, and is undone whole', async () => {
    const head = ['Paragraph', ...officialHeader];
    const one = (number: string, text: string, response = 'Noted', from = 'Chad') => [
      number,
      ...uprRow({ session: '44', text, response, from }),
    ];
    await apply((await preview(csv([head, one('1.1', 'Plant trees'), one('1.2', 'Dig wells')]))).id);
    const before = await desk.db.now.recommendation.findMany({
      where: { review: { session: 44 } },
      include: { positions: true, recommending: true, references: { select: { scheme: true, value: true } } },
      orderBy: { sortKey: 'asc' },
    });
    const item = await preview(
      csv([head, one('1.1', 'Plant trees', 'Accepted', 'Peru'), one('1.2', 'Dig wells'), one('1.3', 'Build a bridge')]),
    );
    expect(item.summary).toMatchObject({ new: 1, changed: 1, unchanged: 1 });
    const { items } = await get<{ items: { inFile: unknown; inRegister: unknown }[] }>(
      `/api/v1/imports/${item.id}/rows?verdict=CHANGED`,
    );
    expect(items).toMatchObject([
      {
        inFile: { paragraph: '1.1', position: 'SUPPORTED', recommendingStates: ['PER'] },
        inRegister: { paragraph: '1.1', position: 'NOTED', recommendingStates: ['TCD'] },
      },
    ]);
    const shown = await page(`/imports/${item.id}`);
    expect(shown).toContain('<del>noted</del>');
    expect(shown).toContain('<ins>supported</ins>');
    await apply(item.id);
    expect(await inReview(44)).toHaveLength(3);

    const undone = await post(`/api/v1/imports/${item.id}/undo`, { reason: 'The wrong file' });
    expect(undone.json()).toMatchObject({ status: 'UNDONE' });
    const after = await desk.db.now.recommendation.findMany({
      where: { review: { session: 44 } },
      include: { positions: true, recommending: true, references: { select: { scheme: true, value: true } } },
      orderBy: { sortKey: 'asc' },
    });
    expect(after).toEqual(before);
    const [event] = await desk.db.now.event.findMany({ where: { name: 'import.undone' } });
    expect(event).toMatchObject({ reason: 'The wrong file', actorId: desk.coordinator.id });
    expect((await post(`/api/v1/imports/${item.id}/undo`, {})).statusCode).toBe(200);
  });

  it('takes its review with it, and cannot be undone once something was built on it', async () => {
    const item = await apply((await preview(list({ session: '45', text: 'Plant trees' }))).id);
    const [recommendation] = await inReview(45);
    const cluster = await desk.db.now.cluster.create({
      data: {
        reviewId: recommendation!.reviewId,
        name: 'Trees',
        members: { create: { recommendationId: recommendation!.id } },
      },
    });
    const refused = await post(`/api/v1/imports/${item.id}/undo`, {});
    expect([refused.statusCode, refused.json()]).toMatchObject([409, { code: 'built-upon', builtOn: { clusters: 1 } }]);
    expect((await form(`/imports/${item.id}/undo`, { reason: '' })).headers['location']).toContain(
      'refused=built-upon',
    );
    expect(await page(`/imports/${item.id}?refused=built-upon`)).toContain('It cannot be undone any more');
    await desk.db.now.clusterMember.deleteMany({ where: { clusterId: cluster.id } });
    await desk.db.now.cluster.delete({ where: { id: cluster.id } });
    expect((await post(`/api/v1/imports/${item.id}/undo`, {})).statusCode).toBe(200);
    expect(await desk.db.now.review.findMany({ where: { session: 45 } })).toEqual([]);
  });
});
