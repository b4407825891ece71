import { DeadlinesService, SetDeadline } from '../../libs/deadlines/index.js';
import { Links } from '../../libs/platform/index.js';
import type { Desk } from './desk.js';
import { aMandate, anInstitution, aPerson } from './factories.js';

export const title = 'Figures on school attendance';
const html = { accept: 'text/html' };

/** The page of what is due as those who owe it handle it, by the link in their mail or signed in. */
export function duePages(desk: Desk) {
  const deadlines = desk.api.app.get(DeadlinesService);
  const open = (path: string, headers = {}) => desk.api.request({ url: path, headers: { ...html, ...headers } });
  const press = (path: string, form: Record<string, string> = {}, headers = {}) =>
    desk.api.request({
      method: 'POST',
      url: path,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...html, ...headers },
      payload: new URLSearchParams(form).toString(),
    });
  /** The path of the link that a digest carries for a person. */
  const linkOf = async (personId: string) => {
    const links = desk.api.app.get(Links);
    const [id = ''] = await links.make(desk.db.now, [{ purpose: 'due', personId }], { minutes: 45 * 24 * 60 });
    return new URL(links.url('due', id)).pathname;
  };
  const aDeadline = async (facts: Partial<SetDeadline>) => {
    const wanted = SetDeadline.parse({ kind: 'INFORMATION_REQUEST', title, dueOn: '2026-03-20', ...facts });
    const [id = ''] = await deadlines.setBy(wanted, desk.by);
    return id;
  };
  const digests = async (personId: string) => (await desk.mails('digest', personId)).map(({ props }) => props.items);

  return {
    open,
    press,
    linkOf,
    aDeadline,
    digests,
    /** An institution with one person and something they owe by Friday 20 March. */
    async somethingDue({ role = 'MAIN', ...facts }: Partial<SetDeadline> = {}) {
      const { id: institutionId, name: institution } = await anInstitution(desk.db);
      const { id: personId } = await aPerson(desk.db);
      await aMandate(desk.db, { personId, institutionId, role });
      const deadlineId = await aDeadline({ institutionIds: [institutionId], ...facts });
      return { institutionId, institution, personId, deadlineId, path: await linkOf(personId) };
    },
    /** The page an answer leads to. */
    async follow(answer: Awaited<ReturnType<typeof press>>, headers = {}) {
      expect(answer.statusCode).toBe(303);
      return (await open(answer.headers['location'] ?? '', headers)).body;
    },
    async workAt(iso: string) {
      desk.clock.set(iso);
      await desk.work();
    },
    newsTo: async (personId: string) => (await digests(personId)).map((items) => items.map(({ news }) => news)),
    /** No work of another test's, and nothing of its that waits to be said. */
    async startAnew() {
      desk.clock.set('2026-03-02T03:00:00Z');
      await desk.db.now.owed.deleteMany();
      await desk.db.now.reminderStep.updateMany({ where: { fellDueAt: null }, data: { stoppedAt: desk.clock.now() } });
    },
  };
}
