import { DeadlinesService, SetDeadline } from '../../libs/deadlines/index.js';
import { Links, type InstitutionKind } from '../../libs/platform/index.js';
import type { Desk } from './desk.js';
import { aMandate, anInstitution } from './factories.js';

const html = { accept: 'text/html' };

/** People who are reminded, as they say when and whether they want to be: by the link in their mail or signed in. */
export function remindedPeople(desk: Desk) {
  return {
    /** An institution with one person in it. */
    async aFocalPoint(kind: InstitutionKind = 'MINISTRY') {
      const { id: institutionId } = await anInstitution(desk.db, { kind });
      const { personId } = await aMandate(desk.db, { institutionId });
      return { institutionId, personId };
    },
    /** Something the institution owes; its people are told so with the next digest. */
    async owes(institutionId: string, dueOn = '2026-04-01') {
      const wanted = SetDeadline.parse({
        title: 'Figures on school attendance',
        institutionIds: [institutionId],
        dueOn,
      });
      const [id = ''] = await desk.api.app.get(DeadlinesService).setBy(wanted, desk.by);
      await desk.work();
      return id;
    },
    async workAt(iso: string) {
      desk.clock.set(iso);
      await desk.work();
    },
    digests: async (personId: string) => (await desk.mails('digest', personId)).length,
    async linkOf(purpose: 'due' | 'unsubscribe', personId: string) {
      const links = desk.api.app.get(Links);
      const [id = ''] = await links.make(desk.db.now, [{ purpose, personId }], { minutes: 45 * 24 * 60 });
      return new URL(links.url(purpose, id)).pathname;
    },
    open: (url: string, headers = {}) => desk.api.request({ url, headers: { ...html, ...headers } }),
    press: (url: string, form: Record<string, string> = {}, headers = {}) =>
      desk.api.request({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...html, ...headers },
        payload: new URLSearchParams(form).toString(),
      }),
    announced: async (personId: string, name: string) =>
      (await desk.eventsOf(personId)).filter((other) => other === name).length,
    /** Monday 2 March, ten in the morning in Phnom Penh; the next digest is at eight on Tuesday. Nothing waits from other tests. */
    async startAnew() {
      desk.clock.set('2026-03-02T03:00:00Z');
      await desk.db.now.owed.deleteMany();
      await desk.db.now.reminderStep.updateMany({ where: { fellDueAt: null }, data: { stoppedAt: desk.clock.now() } });
    },
  };
}
