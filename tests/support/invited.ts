import {
  Delegate,
  DelegationsService,
  InvitationAnswersService,
  InvitationNewsService,
  InvitationsService,
  StakeholderListsService,
  Whom,
  WithdrawalsService,
} from '../../libs/invitations/index.js';
import { ConsultationsService, MoveConsultation, SchedulingService } from '../../libs/consultations/index.js';
import type { MailName } from '../../libs/catalogue/index.js';
import { Links, type Actor, type InstitutionKind, type InvitationAnswer } from '../../libs/platform/index.js';
import { aConsultation } from './consultations.js';
import type { Desk } from './desk.js';
import { aMandate, anInstitution, aPerson } from './factories.js';

const html = { accept: 'text/html' };

/** Invitations as a coordinator makes them and those invited answer them. */
export function invitedPeople(desk: Desk) {
  const { app } = desk.api;
  const invitations = app.get(InvitationsService);
  const answers = app.get(InvitationAnswersService);
  const scheduling = app.get(SchedulingService);
  const whom = (some: object) => Whom.parse(some);
  const theirs = (consultationId: string, personId: string) =>
    desk.db.now.invitation.findUniqueOrThrow({ where: { consultationId_personId: { consultationId, personId } } });
  const asThem = (personId: string): Actor & { personId: string } => ({ personId, onBehalfOfId: null, via: 'link' });

  return {
    invitations,
    answers,
    news: app.get(InvitationNewsService),
    lists: app.get(StakeholderListsService),
    consultations: app.get(ConsultationsService),
    scheduling,
    whom,
    theirs,
    asThem,
    /** An institution with a main focal point. */
    async aMember({ locale = 'en', name = 'Sok Dara', ...facts }: { locale?: string; name?: string } & Facts = {}) {
      const { province, themes, ...known } = facts;
      const { id: institutionId, name: institution } = await anInstitution(desk.db, known);
      await desk.db.now.institution.update({
        where: { id: institutionId },
        data: { ...(province && { province }), ...(themes && { themes }) },
      });
      const { id: personId } = await aPerson(desk.db, { locale, name });
      await aMandate(desk.db, { personId, institutionId });
      return { institutionId, institution, personId };
    },
    /** People for themselves. */
    people: async (count: number) =>
      (await Promise.all(Array.from({ length: count }, () => aPerson(desk.db)))).map(({ id }) => id),
    /** A consultation on 20 April, invitations out, to these people. */
    async open(personIds: string[], facts: Parameters<typeof aConsultation>[1] = {}) {
      const consultation = await aConsultation(desk, {
        scheduled: { from: '2026-04-20T09:00', until: '2026-04-20T12:00' },
        ...facts,
      });
      await invitations.invite(consultation.id, whom({ personIds }), desk.by);
      await invitations.sendOut(consultation.id, desk.by);
      await desk.work();
      return consultation;
    },
    async say(consultationId: string, personId: string, answer: Exclude<InvitationAnswer, 'DELEGATED'>) {
      const { id } = await theirs(consultationId, personId);
      return answers.answer(id, { answer, via: 'LINK' }, asThem(personId));
    },
    async delegate(consultationId: string, personId: string, email: string, name = 'Chhim Bopha') {
      const { id } = await theirs(consultationId, personId);
      const wanted = Delegate.parse({ name, email, locale: 'fr' });
      await app.get(DelegationsService).delegate(id, wanted, asThem(personId));
    },
    async withdraw(consultationId: string, personId: string, reason = 'Invited by mistake') {
      const { id } = await theirs(consultationId, personId);
      await app.get(WithdrawalsService).withdraw(id, { by: desk.by, reason });
    },
    move: (id: string, day: string, reason = 'The hall is not free') =>
      scheduling.move(
        id,
        MoveConsultation.parse({ from: `${day}T09:00`, until: `${day}T12:00`, reason, noticeReason: 'It is urgent' }),
        desk.by,
      ),
    /** A mail server takes all that waits for one. */
    sent: () => desk.db.now.mail.updateMany({ where: { status: 'QUEUED' }, data: { status: 'SENT' } }),
    /** What a person was told by mail about invitations, in order. */
    async told(personId: string, but: string[] = []) {
      const names: MailName[] = ['consultation-invitation', 'consultation-reminder', 'consultation-cancelled'];
      const rows = await desk.db.now.mail.findMany({
        where: { personId, name: { in: names }, status: { notIn: ['WITHDRAWN'] } },
        orderBy: { id: 'asc' },
      });
      return rows.map(({ props }) => (props as { news: string }).news).filter((news) => !but.includes(news));
    },
    async workAt(iso: string) {
      desk.clock.set(iso);
      await desk.work();
    },
    /** The path of the page a person's mail leads to. */
    async pathOf(consultationId: string, personId: string) {
      const { id } = await theirs(consultationId, personId);
      const links = app.get(Links);
      const wanted = { purpose: 'invitation' as const, personId, subjectId: id };
      const [linkId = ''] = await links.make(desk.db.now, [wanted], { minutes: 90 * 24 * 60 });
      return new URL(links.url('invitation', linkId)).pathname;
    },
    get: (url: string, headers = {}) => desk.api.request({ url, headers: { ...html, ...headers } }),
    press: (url: string, form: Record<string, string> | [string, string][] = {}, headers = {}) =>
      desk.api.request({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...html, ...headers },
        payload: new URLSearchParams(form).toString(),
      }),
  };
}

interface Facts {
  kind?: InstitutionKind;
  province?: string;
  themes?: string[];
}
