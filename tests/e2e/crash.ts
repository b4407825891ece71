import { Redis } from 'ioredis';
import { Post, newId } from '../../libs/platform/index.js';
import { startMailbox, type Mailbox } from '../../tools/mailbox.mjs';
import { anApi, type Api } from '../support/api.js';
import { eventually } from '../support/eventually.js';
import { startProcess, type OurProcess } from '../support/processes.js';
import { describeOn } from '../support/settings.js';
import { environment, type Backend } from '../support/stack.js';

/** Nothing owed is lost and nothing is done twice, whatever dies in the middle. */
export const crashes = (backend: Backend): void => {
  describeOn(backend)(`when things die, with the queue on ${backend}`, () => {
    let api: Api;
    let mailbox: Mailbox;
    let env: Record<string, string>;
    let worker: OurProcess | null = null;

    beforeEach(async () => {
      mailbox = await startMailbox({ smtpPort: 0, httpPort: 0 });
      api = await anApi();
      env = environment({ databaseUrl: api.databaseUrl, backend, smtpUrl: mailbox.smtpUrl });
    });

    afterEach(async () => {
      await worker?.kill();
      worker = null;
      await api.close();
      await mailbox.stop();
    });

    const owe = async (count: number) => {
      const letters = Array.from({ length: count }, (_, index) => ({
        to: { id: newId(), email: `person-${index}@example.org`, locale: 'en' },
        props: { name: `Person ${index}`, mechanism: 'Ministry of Education' },
      }));
      await api.db.transaction((tx) => api.app.get(Post).post(tx, 'address-changed', letters));
    };
    const accepted = () => mailbox.messages().length;
    const allSent = (count: number, { seconds = 40 } = {}) =>
      eventually(async () => expect(await api.db.now.mail.count({ where: { status: 'SENT' } })).toBe(count), {
        seconds,
      });
    /** Message-IDs by address: one each, however often the mail was accepted. */
    const idsByAddress = () => {
      const ids = new Map<string, Set<string | null>>();
      for (const { to, messageId } of mailbox.messages()) {
        const address = to[0] ?? '';
        ids.set(address, (ids.get(address) ?? new Set()).add(messageId));
      }
      return ids;
    };

    it('sends every one of 500 mails though the worker is killed again and again', async () => {
      await owe(500);
      for (const enough of [40, 150, 280]) {
        worker = await startProcess('worker', env);
        await eventually(() => expect(accepted()).toBeGreaterThanOrEqual(enough), { seconds: 20 });
        await worker.kill();
      }
      worker = await startProcess('worker', env);
      await allSent(500);

      const ids = idsByAddress();
      expect(ids.size).toBe(500);
      expect([...ids.values()].filter((own) => own.size !== 1)).toEqual([]);
      expect(await api.db.now.owed.count()).toBe(0);
      // A repeat is a mail that had been accepted and not yet recorded when the worker died: a handful each time.
      expect(accepted() - 500).toBeLessThanOrEqual(3 * 25);
    });

    it('finishes what is under way when it is asked to stop', async () => {
      await owe(60);
      worker = await startProcess('worker', env);
      await eventually(() => expect(accepted()).toBeGreaterThan(5), { seconds: 20 });
      expect(await worker.stop()).toBe(0);
      const sent = await api.db.now.mail.count({ where: { status: 'SENT' } });
      expect(sent).toBe(accepted());
      worker = await startProcess('worker', env);
      await allSent(60);
      expect(accepted()).toBe(60);
    });

    if (backend === 'redis') {
      it('loses nothing when Redis is emptied in the middle', async () => {
        await owe(500);
        // Only noticing that the queue was emptied helps here: by itself, work is brought again after an hour.
        worker = await startProcess('worker', { ...env, RELAY_REARM_SECONDS: '3600' });
        await eventually(() => expect(accepted()).toBeGreaterThan(60), { seconds: 20 });
        expect(accepted()).toBeLessThan(400);
        const redis = new Redis(env['REDIS_URL'] ?? '');
        await redis.flushall();
        redis.disconnect();
        await allSent(500, { seconds: 20 });
        const ids = idsByAddress();
        expect(ids.size).toBe(500);
        expect(await api.db.now.owed.count()).toBe(0);
      });
    }
  });
};
