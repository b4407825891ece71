import { Post, newId, type Letter, type MailStatus } from '../../libs/platform/index.js';
import { startMailbox } from '../../tools/mailbox.mjs';
import { anApi } from './api.js';
import { FixedClock } from './clock.js';
import { aWorker } from './stack.js';

type AnyLetter = Letter<'address-changed'>;

let people = 0;
/** A letter to somebody new. */
export const aLetter = (more: Partial<AnyLetter> = {}): AnyLetter => ({
  to: { id: newId(), email: `somebody-${++people}@example.org`, locale: 'en' },
  props: { name: 'Sok Dara', mechanism: 'Ministry of Education' },
  ...more,
});

/** The ledger, a worker and a mail server, without the queue: the tests bring the work themselves. */
export async function aPostOffice() {
  const clock = new FixedClock();
  const mailbox = await startMailbox({ smtpPort: 0, httpPort: 0 });
  const api = await anApi({ clock });
  const newWorker = () =>
    aWorker({ databaseUrl: api.databaseUrl, backend: 'postgres', smtpUrl: mailbox.smtpUrl, clock });
  const worker = await newWorker();

  /** Owes mails. Their ids and those of the work, in the order of the letters. */
  const owe = async (letters: AnyLetter[]) => {
    const mailIds = await api.db.transaction((tx) => api.app.get(Post).post(tx, 'address-changed', letters));
    const owed = await api.db.now.owed.findMany({ where: { name: 'mail.send', gaveUpAt: null } });
    const workOf = new Map(owed.map(({ id, payload }) => [(payload as { mailId: string }).mailId, id]));
    return { mailIds, owedIds: mailIds.map((mailId) => workOf.get(mailId) ?? '') };
  };
  /** Has the worker do it. Returns what it threw. */
  const run = (owedIds: string[]) => worker.runner.run('mail.send', owedIds).catch((error: unknown) => error);

  return {
    api,
    clock,
    mailbox,
    worker,
    newWorker,
    owe,
    run,
    statuses: async (mailIds: string[]) => {
      const rows = await api.db.now.mail.findMany({ where: { id: { in: mailIds } } });
      return mailIds.map((mailId) => rows.find(({ id }) => id === mailId)?.status);
    },
    /** Owes a mail to somebody, and says how to send it and what became of it. */
    aMail: async (email?: string, more: Partial<AnyLetter> = {}) => {
      const letter = aLetter(more);
      if (email) letter.to.email = email;
      const { mailIds, owedIds } = await owe([letter]);
      const [mailId = ''] = mailIds;
      const [owedId = ''] = owedIds;
      return {
        mailId,
        personId: letter.to.id,
        email: letter.to.email,
        send: () => run([owedId]),
        status: async (): Promise<MailStatus> =>
          (await api.db.now.mail.findUniqueOrThrow({ where: { id: mailId } })).status,
        owed: () => api.db.now.owed.findUnique({ where: { id: owedId } }),
      };
    },
    /** The server says of one address that there is nobody. */
    noSuchUser: (email: string) =>
      mailbox.behave(({ stage, to }) =>
        stage === 'rcpt' && to[0] === email ? { reply: 550, text: '5.1.1 no such user' } : undefined,
      ),
    /** As before the first test. */
    reset() {
      clock.set('2026-03-02T03:00:00Z');
      mailbox.behave();
      mailbox.clear();
    },
    async close() {
      await worker.close();
      await api.close();
      await mailbox.stop();
    },
  };
}

export type PostOffice = Awaited<ReturnType<typeof aPostOffice>>;
