import ICAL from 'ical.js';
import type { Prisma } from '../../libs/platform/generated/prisma/client.js';
import { fromDay, later, newId, type InstitutionKind } from '../../libs/platform/index.js';
import { anApi } from './api.js';
import { aMandate, aMechanism, anInstitution, aPerson } from './factories.js';

type Facts = Partial<Prisma.ConsultationUncheckedCreateInput> & { startsAt?: string };

/** An API with consultations as tests of what is published need them: written down as they are, whatever became of them before. */
export async function aPublicApi() {
  const api = await anApi();
  const { now: db } = api.db;
  await aMechanism(api.db);

  /** One that everybody may know of, in three months. */
  const aConsultation = ({ startsAt = '2026-06-15T02:00:00Z', ...facts }: Facts = {}) =>
    db.consultation.create({
      data: {
        id: newId(),
        title: 'Consultation on the draft national report',
        purpose: 'NATIONAL_REPORT',
        format: 'IN_PERSON',
        status: 'INVITING',
        timeZone: 'Asia/Phnom_Penh',
        place: 'Phnom Penh, Hall 2',
        sequence: 1,
        timeSequence: 1,
        isPublic: true,
        createdAt: new Date('2026-02-01T00:00:00Z'),
        changedAt: new Date('2026-02-02T00:00:00Z'),
        startsAt: new Date(startsAt),
        endsAt: later(new Date(startsAt), { hours: 3 }),
        ...facts,
      },
    });

  return {
    api,
    db,
    get: (url: string, headers: Record<string, string> = {}) => api.request({ url, headers }),
    aConsultation,
    /** One that was held, with everything of it published. */
    aHeld: (facts: Facts = {}) =>
      aConsultation({
        startsAt: '2026-02-10T02:00:00Z',
        status: 'CLOSED',
        publishesAgenda: true,
        publishesMinutes: true,
        publishesInputs: true,
        ...facts,
      }),
    anItem: (consultationId: string, facts: Partial<Prisma.AgendaItemUncheckedCreateInput> = {}) =>
      db.agendaItem.create({ data: { consultationId, position: 0, title: 'Education', ...facts } }),
    finalMinutes: (consultationId: string, finalAt: string | null = '2026-02-25T02:00:00Z') =>
      db.minutes.create({
        data: {
          consultationId,
          opening: 'The chair opened the meeting.',
          draftedAt: new Date('2026-02-12T02:00:00Z'),
          finalAt: finalAt === null ? null : new Date(finalAt),
        },
      }),
    anInvitation: (consultationId: string, facts: Partial<Prisma.InvitationUncheckedCreateInput> = {}) =>
      db.invitation.create({
        data: { id: newId(), consultationId, invitedAt: fromDay('2026-01-20'), ...facts },
      }),
    /** Somebody of an institution, as those who are invited are known. */
    async aStakeholder({ kind = 'CSO', name = 'Chan Sophea' }: { kind?: InstitutionKind; name?: string } = {}) {
      const [person, institution] = [await aPerson(api.db, { name }), await anInstitution(api.db, { kind })];
      await aMandate(api.db, { personId: person.id, institutionId: institution.id });
      return { personId: person.id, institutionId: institution.id, kind, institution };
    },
    anInput: (consultationId: string, facts: Partial<Prisma.InputUncheckedCreateInput> = {}) =>
      db.input.create({
        data: {
          id: newId(),
          consultationId,
          text: 'Schools must be free',
          locale: 'en',
          visibility: 'PUBLIC',
          consentedAt: new Date('2026-02-01T00:00:00Z'),
          givenAt: new Date('2026-02-01T00:00:00Z'),
          ...facts,
        },
      }),
    async signedIn(roles: Parameters<typeof aPerson>[1] = { roles: ['COORDINATOR'] }) {
      const person = await aPerson(api.db, roles);
      return { person, headers: await api.signIn(person.id) };
    },
  };
}
export type PublicApi = Awaited<ReturnType<typeof aPublicApi>>;

/** What another program reads of a calendar. */
export const eventsIn = (ics: string) => {
  const calendar = new ICAL.Component(ICAL.parse(ics) as unknown[]);
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      summary: event.summary,
      description: event.description,
      location: event.location,
      sequence: event.sequence,
      begins: new Date(event.startDate.toUnixTime() * 1000).toISOString(),
      status: String(component.getFirstPropertyValue('status')),
      stamp: String(component.getFirstPropertyValue('dtstamp')),
    };
  });
};
