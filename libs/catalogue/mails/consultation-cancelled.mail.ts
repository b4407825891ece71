import { z } from 'zod';
import { defineMail, paragraph, small } from '../mail.js';
import { exampleMeeting, Meeting, meetingCalendar, meetingDay } from './meeting.js';

/** To one of those invited: they need not come, or must not count on it. */
export const consultationCancelled = defineMail({
  name: 'consultation-cancelled',
  props: z.object({
    name: z.string(),
    meeting: Meeting,
    invitationId: z.uuid(),
    reason: z.string().nullable(),
    /** WITHDRAWN: it takes place, without them. */
    news: z.enum(['CANCELLED', 'POSTPONED', 'WITHDRAWN']),
  }),
  example: {
    name: 'Sok Dara',
    meeting: { ...exampleMeeting, sequence: 2 },
    invitationId: '01920000-0000-7000-8000-000000000002',
    reason: 'The draft is not ready',
    news: 'POSTPONED',
  },
  subject: ({ news, meeting }, context) =>
    context.t('consultation-cancelled.subject', { news, title: meeting.title, day: meetingDay(meeting, context) }),
  body: ({ name, meeting, reason, news }, context) => [
    paragraph(context.t('greeting', { name })),
    paragraph(
      context.t('consultation-cancelled.intro', { news, title: meeting.title, day: meetingDay(meeting, context) }),
    ),
    ...(reason === null ? [] : [paragraph(context.t('consultation-invitation.reason', { reason }))]),
    small(context.t('consultation-cancelled.calendar')),
  ],
  calendar: ({ name, meeting, invitationId }, context) =>
    meetingCalendar(
      meeting,
      { method: 'CANCEL', subjectId: invitationId, attendee: { name, standing: 'NEEDS-ACTION' } },
      context,
    ),
});
