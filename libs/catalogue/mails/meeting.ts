import { z } from 'zod';
import type { Block, CalendarPart, MailContext } from '../mail.js';

/** A meeting as mails and calendars tell of it. */
export const Meeting = z.object({
  title: z.string(),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  timeZone: z.string(),
  place: z.string().nullable(),
  joinUrl: z.string().nullable(),
  /** ISO 639 codes: what is spoken, and into what it is interpreted. */
  languages: z.array(z.string()),
  interpretation: z.array(z.string()),
  accessibility: z.string().nullable(),
  about: z.string(),
  agenda: z.array(z.string()),
  /** Counts what calendars must hear of (RFC 5545, SEQUENCE). */
  sequence: z.int(),
  changedAt: z.iso.datetime(),
});
export type Meeting = z.infer<typeof Meeting>;

/** Items of an agenda that a mail and a calendar entry name; the page names all. */
const mostItems = 25;

/** When it takes place, as clocks of a zone show it. */
const timeText = ({ startsAt, endsAt }: Meeting, timeZone: string, { t, day, clock }: MailContext): string => {
  const [start, end] = [clock(startsAt, timeZone), clock(endsAt, timeZone)];
  const values = { day: day(start.day), from: start.time, to: end.time, zone: start.zone };
  return start.day === end.day
    ? t('meeting.time', values)
    : t('meeting.time-days', { ...values, lastDay: day(end.day) });
};

/** The first day of a meeting, where it is held. */
export const meetingDay = ({ startsAt, timeZone }: Meeting, { day, clock }: MailContext): string =>
  day(clock(startsAt, timeZone).day);

const isOnOtherClocks = ({ startsAt, endsAt, timeZone }: Meeting, readerZone: string, { clock }: MailContext) =>
  [startsAt, endsAt].some((moment) => {
    const [there, here] = [clock(moment, timeZone), clock(moment, readerZone)];
    return there.day !== here.day || there.time !== here.time;
  });

/** What somebody needs to know who thinks of coming: the facts, then what is to be spoken of. */
export const meetingBlocks = (
  meeting: Meeting,
  { readerZone, hosts }: { readerZone: string; hosts: string[] },
  context: MailContext,
): Block[] => {
  const { t } = context;
  const { place, joinUrl, languages, accessibility, about, agenda } = meeting;
  return [
    {
      kind: 'list',
      items: [
        { label: t('meeting.when'), text: timeText(meeting, meeting.timeZone, context) },
        ...(isOnOtherClocks(meeting, readerZone, context)
          ? [{ label: t('meeting.when-here'), text: timeText(meeting, readerZone, context) }]
          : []),
        ...(place === null ? [] : [{ label: t('meeting.place'), text: place }]),
        ...(joinUrl === null ? [] : [{ label: t('meeting.online'), text: t('meeting.join'), url: joinUrl }]),
        ...(languages.length === 0 ? [] : [{ label: t('meeting.languages'), text: languagesText(meeting, context) }]),
        ...(accessibility ? [{ label: t('meeting.accessibility'), text: accessibility }] : []),
        ...(hosts.length === 0 ? [] : [{ label: t('meeting.hosts'), text: hosts.join(', ') }]),
      ],
    },
    ...(about === '' ? [] : [{ kind: 'paragraph' as const, text: about }]),
    ...(agenda.length === 0
      ? []
      : [{ kind: 'list' as const, title: t('meeting.agenda'), items: agendaItems(agenda, context) }]),
  ];
};

const agendaItems = (agenda: string[], { t }: MailContext) =>
  [
    ...agenda.slice(0, mostItems),
    ...(agenda.length > mostItems ? [t('meeting.more', { more: agenda.length - mostItems })] : []),
  ].map((text) => ({ text }));

const languagesText = ({ languages, interpretation }: Meeting, { t, language }: MailContext): string => {
  const spoken = languages.map(language).join(', ');
  return interpretation.length === 0
    ? spoken
    : t('meeting.interpreted', { spoken, into: interpretation.map(language).join(', ') });
};

/**
 * The meeting as the reader's calendar is to show it. No link of theirs is in it: calendars are shown to colleagues, and
 * forwarded.
 */
export const meetingCalendar = (
  meeting: Meeting,
  { method, subjectId, attendee }: Pick<CalendarPart, 'method' | 'subjectId' | 'attendee'>,
  context: MailContext,
): CalendarPart => {
  const { t } = context;
  const { title, startsAt, endsAt, timeZone, place, joinUrl, accessibility, about, agenda, sequence, changedAt } =
    meeting;
  const parts = [
    about,
    ...(joinUrl === null ? [] : [`${t('meeting.join')}\n${joinUrl}`]),
    ...(meeting.languages.length === 0 ? [] : [`${t('meeting.languages')}\n${languagesText(meeting, context)}`]),
    ...(accessibility ? [`${t('meeting.accessibility')}\n${accessibility}`] : []),
    ...(agenda.length === 0
      ? []
      : [[t('meeting.agenda'), ...agendaItems(agenda, context).map(({ text }) => `- ${text}`)].join('\n')]),
    ...(method === 'REQUEST' ? [t('meeting.in-mail')] : []),
  ];
  return {
    method,
    subjectId,
    sequence,
    startsAt,
    endsAt,
    changedAt,
    timeZone,
    summary: title,
    description: parts.filter((part) => part !== '').join('\n\n'),
    location: place ?? joinUrl,
    url: joinUrl,
    attendee,
    alarms: method === 'REQUEST' ? [24 * 60, 60] : [],
  };
};

/** For examples. */
export const exampleMeeting: Meeting = {
  title: 'Consultation on the draft national report',
  startsAt: '2027-03-16T02:00:00.000Z',
  endsAt: '2027-03-16T05:00:00.000Z',
  timeZone: 'Asia/Phnom_Penh',
  place: 'Room 2, Ministry of Justice, Phnom Penh',
  joinUrl: 'https://meet.example.org/report',
  languages: ['km', 'en'],
  interpretation: ['fr'],
  accessibility: 'Step-free from the street; places for wheelchairs in the first row',
  about: 'The draft of the national report, before it is adopted.',
  agenda: ['What the draft says', 'What is missing in it', 'How comments are taken up'],
  sequence: 0,
  changedAt: '2027-02-23T03:00:00.000Z',
};
