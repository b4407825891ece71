import { csv, officialHeader, uprRow } from '../../libs/intake/formats/fixtures/csv.js';
import { fingerprint } from '../../libs/intake/fingerprint.js';
import type { JobName } from '../../libs/catalogue/index.js';
import { ImportsService } from '../../libs/intake/index.js';
import { ProblemsService } from '../../libs/intake/problems.service.js';
import { Clock, Outbox, Upkeep, type Tx } from '../../libs/platform/index.js';
import { Prisma } from '../../libs/platform/generated/prisma/client.js';
import { anApi, type Api } from '../support/api.js';
import { FixedClock } from '../support/clock.js';
import { aCountry, type Country } from '../support/country.js';
import { eventually } from '../support/eventually.js';
import { aWorker } from '../support/stack.js';

describe('an import', () => {
  let api: Api;
  let country: Country;
  let headers: Record<string, string>;
  let worker: Awaited<ReturnType<typeof aWorker>>;
  const clock = new FixedClock();

  beforeAll(async () => {
    api = await anApi({ clock });
    const { databaseUrl } = api;
    worker = await aWorker({ databaseUrl, backend: 'postgres', smtpUrl: 'smtp://127.0.0.1:9', clock });
    country = await aCountry(api.db);
    headers = await api.signIn(country.people.coordinator.id);
  });
  afterAll(async () => {
    await worker.close();
    await api.close();
  });

  const imports = () => api.app.get(ImportsService);
  const by = () => ({ personId: country.people.coordinator.id, onBehalfOfId: null, via: 'command' as const });
  const list = (session: number, ...texts: string[]) =>
    csv([officialHeader, ...texts.map((text) => uprRow({ state: 'Cambodia', text, session: String(session) }))]);
  async function* streamOf(file: Buffer | string) {
    yield await Promise.resolve(Buffer.from(file));
  }
  const receive = async (file: Buffer | string) =>
    (await imports().receive({ kind: 'RECOMMENDATIONS' }, { name: 'list.csv', stream: streamOf(file) }, by())).id;
  const owedFor = (importId: string) =>
    api.db.now.owed.findMany({ where: { payload: { path: ['importId'], equals: importId } } });
  /** Does what is owed for one import, as the worker would. */
  const work = async (name: JobName, importId: string) => {
    for (const { id } of await owedFor(importId)) await worker.runner.run(name, [id]);
  };
  const preview = async (file: Buffer | string) => {
    const id = await receive(file);
    await work('import.read', id);
    return id;
  };
  /** Tries until nobody tries any more. */
  const failFor = async (name: JobName, importId: string) => {
    await api.db.now.owed.updateMany({
      where: { payload: { path: ['importId'], equals: importId } },
      data: { attempts: 2 },
    });
    await expect(work(name, importId)).rejects.toThrow();
  };
  const press = (id: string, action: string) =>
    api.request({ method: 'POST', url: `/api/v1/imports/${id}/${action}`, headers });
  const statusOf = async (id: string) => (await imports().find(id)).status;
  const damage = (id: string) => api.db.now.import.update({ where: { id }, data: { hints: { session: 'none' } } });
  const repair = (id: string) => api.db.now.import.update({ where: { id }, data: { hints: {} } });

  it('is shown anew when the register has moved under the same counts', async () => {
    const texts = ['Open a school in every commune', 'Train more judges'] as const;
    const first = await preview(list(16, texts[0]));
    await imports().approve(first, by());
    await work('import.apply', first);
    const id = await preview(list(16, ...texts));
    expect(await imports().find(id)).toMatchObject({ summary: { new: 1, unchanged: 1 } });

    await api.db.now.recommendation.updateMany({
      where: { review: { session: 16 } },
      data: { text: texts[1], fingerprint: fingerprint(texts[1]) },
    });
    await imports().approve(id, by());
    await work('import.apply', id);
    expect(await imports().find(id)).toMatchObject({ status: 'PREVIEWED', summary: { new: 1, unchanged: 1 } });
    await imports().approve(id, by());
    await work('import.apply', id);
    const rows = await api.db.now.recommendation.findMany({ where: { review: { session: 16 } } });
    expect(rows.map(({ text }) => text).sort()).toEqual([...texts].sort());
  });

  it('asks to look when the file is of another review than the person said', async () => {
    const told = async (hints: { stateUnderReview?: string; session?: number }) => {
      const file = { name: 'list.csv', stream: streamOf(list(22, 'Open a school')) };
      const { id } = await imports().receive({ kind: 'RECOMMENDATIONS', ...hints }, file, by());
      await work('import.read', id);
      expect(await imports().find(id)).toMatchObject({ status: 'PREVIEWED', summary: { reviews: [{ session: 22 }] } });
      const { items } = await api.app.get(ProblemsService).list(id, { cursor: undefined, limit: 9 }, 'en');
      return items.map(({ severity, sentence }) => `${severity}: ${sentence}`);
    };
    expect(await told({ stateUnderReview: 'KHM', session: 22 })).toEqual([]);
    expect(await told({ stateUnderReview: 'SVN', session: 18 })).toEqual([
      expect.stringMatching(/^doubtful: The file is about Cambodia; you said Slovenia\. /),
      expect.stringMatching(/^doubtful: The file is of session 22; you said 18\. /),
    ]);
  });

  it('shows how far applying it is, before it is committed', async () => {
    const id = await preview(list(21, 'Open a school'));
    await imports().approve(id, by());
    const progress = async () => (await imports().find(id)).progress;
    expect(await progress()).toBe(0);
    let done: Promise<void> | undefined;
    // Another import is being applied, then somebody writes to the register: each holds this one up at a step of its own.
    await api.db.transaction(async (tx) => {
      await tx.$executeRaw`LOCK TABLE position IN SHARE MODE`;
      await api.db.apart.$transaction(async (first) => {
        await first.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('import.apply', 0))`;
        done = work('import.apply', id);
        await eventually(async () => expect(await progress()).toBe(0.1));
      });
      await eventually(async () => expect(await progress()).toBe(0.4));
    });
    await done;
    expect(await imports().find(id)).toMatchObject({ status: 'APPLIED', progress: 1 });
  });

  describe('read by several workers at once', () => {
    const many = (session: number) => list(session, ...Array.from({ length: 1800 }, (_, n) => `Take measure ${n}`));
    /** A lease nobody guards: what is read must be right all the same. */
    const lease = (renew: () => Promise<void> = () => Promise.resolve()) => ({
      isLastTry: false,
      renew,
      pay: (result: (tx: Tx) => Promise<void>) => api.db.transaction(result),
    });
    const isWhole = async (id: string) => {
      expect(await imports().find(id)).toMatchObject({ status: 'PREVIEWED', summary: { read: 1800, new: 1800 } });
      const rows = await api.db.now.importRow.findMany({ where: { importId: id }, select: { verdict: true } });
      expect(rows).toHaveLength(1800);
      expect(rows.every(({ verdict }) => verdict === 'NEW')).toBe(true);
    };

    it('keeps the rows of one of them only', async () => {
      const importId = await receive(many(17));
      await Promise.allSettled(Array.from({ length: 5 }, () => imports().read({ importId }, lease())));
      await isWhole(importId);
      const told = { name: 'import.previewed', subjectIds: { has: importId } };
      expect(await api.db.now.event.count({ where: told })).toBe(1);
    });

    it('hears nothing more of one that another has overtaken', async () => {
      const importId = await receive(many(19));
      let other: Promise<void> | undefined;
      const slow = lease(() => (other ??= imports().read({ importId }, lease())));
      await expect(imports().read({ importId }, slow)).rejects.toThrow();
      await other;
      await isWhole(importId);
    });

    it('is not touched any more by one that sleeps until it is applied', async () => {
      const importId = await receive(many(20));
      let other: Promise<void> | undefined;
      const applied = async () => {
        await work('import.read', importId);
        await imports().approve(importId, by());
        await work('import.apply', importId);
      };
      await imports()
        .read(
          { importId },
          lease(() => (other ??= applied())),
        )
        .catch(() => undefined);
      expect(await statusOf(importId)).toBe('APPLIED');
      expect(await api.db.now.importRow.count({ where: { importId } })).toBe(0);
    });
  });

  describe('whose work was given up', () => {
    it('says so while it was read, to programs and to people, and is read when it is tried again', async () => {
      const id = await receive(list(11, 'Open a school'));
      await damage(id);
      await failFor('import.read', id);
      expect((await imports().list({ cursor: undefined, limit: 1 })).items).toMatchObject([{ id, status: 'FAILED' }]);
      const page = await api.request({ url: `/imports/${id}?follow=1`, headers: { ...headers, accept: 'text/html' } });
      expect(page.headers['refresh']).toBeUndefined();
      expect(page.body).toContain('the fault is not yours');
      expect((await press(id, 'apply')).json()).toMatchObject({ code: 'not-previewed' });
      expect(await statusOf(id)).toBe('FAILED');

      await repair(id);
      const answers = await Promise.all([press(id, 'try-again'), press(id, 'try-again')]);
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202]);
      expect(await statusOf(id)).toBe('READING');
      await work('import.read', id);
      expect(await statusOf(id)).toBe('PREVIEWED');
      expect((await press(id, 'try-again')).json()).toMatchObject({ code: 'nothing-to-try-again' });
    });

    it.each(['approving it once more', 'an administrator'])('is applied after all by %s', async (who) => {
      const session = who === 'an administrator' ? 12 : 13;
      const id = await preview(list(session, 'Open a school'));
      const { summary } = await api.db.now.import.findUniqueOrThrow({ where: { id } });
      await imports().approve(id, by());
      await api.db.now.import.update({ where: { id }, data: { summary: {} } });
      await failFor('import.apply', id);
      expect((await api.db.now.import.findUniqueOrThrow({ where: { id } })).status).toBe('APPLYING');
      await api.db.now.import.update({ where: { id }, data: { summary: summary ?? {} } });
      expect(await statusOf(id)).toBe('FAILED');

      if (who === 'an administrator') {
        await new Upkeep(api.db, api.app.get(Clock), api.app.get(Outbox)).retry('all', by());
      } else expect((await press(id, 'apply')).statusCode).toBe(202);
      expect(await statusOf(id)).toBe('APPLYING');
      await work('import.apply', id);
      expect(await statusOf(id)).toBe('APPLIED');
      expect(await api.db.now.recommendation.count({ where: { review: { session } } })).toBe(1);
    });

    it.each(['import.read', 'import.apply'] as const)(
      'can be cancelled when %s failed, and is owed no more',
      async (name) => {
        const id = name === 'import.read' ? await receive(list(14, 'Build')) : await preview(list(14, 'Build'));
        if (name === 'import.read') await damage(id);
        else {
          await imports().approve(id, by());
          expect((await press(id, 'cancel')).json()).toMatchObject({ code: 'nothing-to-cancel' });
          await api.db.now.import.update({ where: { id }, data: { summary: {} } });
        }
        await failFor(name, id);
        await api.db.now.import.update({ where: { id }, data: { summary: Prisma.DbNull } });
        const answer = await press(id, 'cancel');
        expect(answer.statusCode).toBe(200);
        expect(answer.json()).toMatchObject({ status: 'CANCELLED' });
        expect(await owedFor(id)).toEqual([]);
        expect(await api.db.now.importRow.count({ where: { importId: id } })).toBe(0);
      },
    );
  });
});
