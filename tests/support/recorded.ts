import { TimetableService } from '../../libs/consultations/index.js';
import {
  AttendanceService,
  CommentsService,
  CommitmentsService,
  MinutesMailsService,
  MinutesService,
} from '../../libs/minutes/index.js';
import { Links, newId, type ConsultationStatus, type Seat } from '../../libs/platform/index.js';
import type { Desk } from './desk.js';
import { anInstitution, aPerson } from './factories.js';

const form = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
const encoded = (fields: Record<string, string | string[]>) => {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
  return body.toString();
};

interface Meeting {
  status?: ConsultationStatus;
  startsAt?: string;
  endsAt?: string;
  hostId?: string;
  title?: string;
  capacity?: number;
  restricted?: boolean;
  showsParticipants?: boolean;
}

/** Consultations whose day has come: Tuesday 15 September 2026, nine to twelve in the morning in Phnom Penh, unless a test says so. */
export function recordedMeetings(desk: Desk) {
  const { db, api, clock, by } = desk;
  const get = <T>(service: new (...needs: never[]) => T): T => api.app.get(service);
  const meetings = {
    attendance: get(AttendanceService),
    comments: get(CommentsService),
    commitments: get(CommitmentsService),
    mails: get(MinutesMailsService),
    minutes: get(MinutesService),
    /** With two items on its agenda, and its steps planned. */
    async aMeeting({
      status = 'INVITING',
      startsAt = '2026-09-15T02:00:00Z',
      endsAt = '2026-09-15T05:00:00Z',
      hostId,
      ...facts
    }: Meeting = {}) {
      const now = clock.now();
      const meeting = await db.now.consultation.create({
        data: {
          title: 'Consultation on the draft report',
          purpose: 'NATIONAL_REPORT',
          format: 'IN_PERSON',
          place: 'Phnom Penh',
          timeZone: 'Asia/Phnom_Penh',
          remindDays: [],
          ...facts,
          status,
          startsAt: new Date(startsAt),
          endsAt: new Date(endsAt),
          createdAt: now,
          changedAt: now,
          hosts: { create: { personId: hostId ?? (await aPerson(db, { name: 'Host Sovann' })).id, position: 0 } },
          agenda: {
            create: ['Schools', 'Prisons'].map((title, position) => ({ id: newId(), title, position, speakers: [] })),
          },
        },
        include: { agenda: { orderBy: { position: 'asc' } }, hosts: true },
      });
      await db.transaction((tx) => get(TimetableService).plan(tx, meeting.id));
      return { ...meeting, items: meeting.agenda.map(({ id }) => id), hostId: meeting.hosts[0]?.personId ?? '' };
    },
    async anInvitee(
      consultationId: string,
      {
        seat = 'HELD',
        name = 'Chan Bopha',
        locale = 'en',
        ...facts
      }: {
        seat?: Seat;
        name?: string;
        locale?: string;
        institutionId?: string;
        doorCode?: string;
        otherNeeds?: string;
      } = {},
    ) {
      const person = await aPerson(db, { name, locale });
      const institutionId = facts.institutionId ?? (await anInstitution(db, { kind: 'CSO' })).id;
      const now = clock.now();
      const invitation = await db.now.invitation.create({
        data: {
          consultationId,
          personId: person.id,
          kind: 'CSO',
          invitedAt: now,
          toldAt: now,
          answer: seat === 'NONE' ? 'DECLINED' : 'ACCEPTED',
          seat,
          seatAt: now,
          ...facts,
          institutionId,
        },
      });
      return { ...invitation, person, institutionId };
    },
    async linkOf({ id, person }: { id: string; person: { id: string } }) {
      const links = get(Links);
      const wanted = { purpose: 'invitation' as const, personId: person.id, subjectId: id };
      const [linkId = ''] = await links.make(db.now, [wanted], { minutes: 400 * 24 * 60 });
      return new URL(links.url('invitation', linkId)).pathname;
    },
    async workAt(iso: string) {
      clock.set(iso);
      await desk.work();
    },
    /** Its time passes, and what follows is done. */
    async held(facts: Meeting = {}) {
      clock.set('2026-09-14T03:00:00Z');
      const meeting = await meetings.aMeeting(facts);
      await meetings.workAt('2026-09-15T05:00:00Z');
      return meeting;
    },
    /** Held, with something written in its minutes, which go out the day after for comments until 25 September. */
    async circulated(facts: Meeting = {}) {
      const meeting = await meetings.held(facts);
      const invitee = await meetings.anInvitee(meeting.id);
      await meetings.write(meeting.id, 'Those present welcomed the draft.');
      clock.set('2026-09-15T07:00:00Z');
      await meetings.minutes.circulate(meeting.id, { commentsBy: '2026-09-25' }, by);
      await desk.work();
      return { meeting, invitee };
    },
    /** Writes the opening over whatever is there. */
    async write(consultationId: string, text: string) {
      const { body } = await meetings.call('GET', `consultations/${consultationId}/minutes`);
      const { version } = (body as { opening: { version: string } }).opening;
      await meetings.minutes.write(consultationId, { opening: { text, version }, items: [] }, by);
    },
    /** A program of the coordinator's, or of somebody else's. */
    async call(method: string, path: string, payload?: unknown, personId = desk.coordinator.id) {
      const headers = await api.signIn(personId);
      const answer = await api.request({ method, url: `/api/v1/${path}`, headers, payload });
      return { status: answer.statusCode, body: answer.body === '' ? null : answer.json<unknown>() };
    },
    async open(url: string, personId = desk.coordinator.id) {
      return api.request({ url, headers: { ...(await api.signIn(personId)), accept: 'text/html' } });
    },
    async press(url: string, fields: Record<string, string | string[]> = {}, personId = desk.coordinator.id) {
      const headers = { ...(await api.signIn(personId)), ...form };
      return api.request({ method: 'POST', url, headers, payload: encoded(fields) });
    },
    openByLink: (url: string) => api.request({ url, headers: { accept: 'text/html' } }),
    pressByLink: (url: string, fields: Record<string, string | string[]> = {}) =>
      api.request({ method: 'POST', url, headers: form, payload: encoded(fields) }),
    events: async (id: string, name: string) => (await desk.eventsOf(id)).filter((other) => other === name).length,
  };
  return meetings;
}
