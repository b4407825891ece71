import { z } from 'zod';
import { button, defineMail, paragraph, small, type Block, type MailContext } from '../mail.js';
import { exampleMeeting, Meeting, meetingBlocks, meetingCalendar, meetingDay } from './meeting.js';

const props = z.object({
  name: z.string(),
  /** The reader's own: the meeting is told in it too, where its clocks show something else. */
  readerZone: z.string(),
  meeting: Meeting,
  linkId: z.uuid(),
  invitationId: z.uuid(),
  answerBy: z.iso.date().nullable(),
  /** In whose name they are invited. */
  institution: z.string().nullable(),
  /** What they show at the door. */
  doorCode: z.string().nullable(),
  hosts: z.array(z.string()),
  news: z.enum(['INVITED', 'REMINDED', 'MOVED', 'CHANGED', 'SEAT_GIVEN', 'SEAT_HELD', 'WAITING', 'DELEGATED']),
  delegatedBy: z.string().nullable(),
  /** What they have answered. */
  answer: z.enum(['ACCEPTED', 'DECLINED', 'TENTATIVE']).nullable(),
  /** Why it was moved or changed. */
  reason: z.string().nullable(),
});
type Props = z.infer<typeof props>;

const example: Props = {
  name: 'Sok Dara',
  readerZone: 'Europe/Zurich',
  meeting: exampleMeeting,
  linkId: '01920000-0000-7000-8000-000000000001',
  invitationId: '01920000-0000-7000-8000-000000000002',
  answerBy: '2027-03-12',
  institution: 'Ministry of Education',
  doorCode: null,
  hosts: ['Kim Channary'],
  news: 'INVITED',
  delegatedBy: null,
  answer: null,
  reason: null,
};

const subject = ({ news, meeting }: Props, context: MailContext): string =>
  context.t('consultation-invitation.subject', { news, title: meeting.title, day: meetingDay(meeting, context) });

const body = (facts: Props, context: MailContext): Block[] => {
  const { name, readerZone, meeting, linkId, answerBy, institution, doorCode, hosts, news, delegatedBy } = facts;
  const { t, day, link, isAnsweredByMail } = context;
  const page = link('invitation', linkId);
  const isOpen = facts.answer === null;
  return [
    paragraph(t('greeting', { name })),
    paragraph(
      t('consultation-invitation.intro', {
        news,
        title: meeting.title,
        institution: institution ?? '',
        isForInstitution: String(institution !== null),
        delegatedBy: delegatedBy ?? '',
        isDelegated: String(delegatedBy !== null),
      }),
    ),
    ...(facts.reason === null ? [] : [paragraph(t('consultation-invitation.reason', { reason: facts.reason }))]),
    ...meetingBlocks(meeting, { readerZone, hosts }, context),
    ...(doorCode === null ? [] : [paragraph(t('consultation-invitation.door', { code: doorCode }))]),
    ...(isOpen && answerBy !== null ? [paragraph(t('consultation-invitation.answer-by', { due: day(answerBy) }))] : []),
    button(t(isOpen ? 'consultation-invitation.button' : 'consultation-invitation.change'), page),
    // The page only preselects what its address says: nothing is answered until its button is pressed.
    ...(isOpen
      ? [
          {
            kind: 'choices' as const,
            items: [
              { label: t('consultation-invitation.yes'), url: `${page}?answer=accepted` },
              { label: t('consultation-invitation.maybe'), url: `${page}?answer=tentative` },
              { label: t('consultation-invitation.no'), url: `${page}?answer=declined` },
            ],
          },
        ]
      : []),
    ...(isAnsweredByMail ? [paragraph(t('consultation-invitation.by-mail'))] : []),
    small(t('consultation-invitation.note')),
  ];
};

const calendar = ({ name, meeting, invitationId, answer }: Props, context: MailContext) =>
  meetingCalendar(
    meeting,
    { method: 'REQUEST', subjectId: invitationId, attendee: { name, standing: answer ?? 'NEEDS-ACTION' } },
    context,
  );

const attachments = ({ doorCode }: Props, { home }: MailContext) =>
  doorCode === null ? [] : [{ fileName: 'pass.png' as const, address: `${home}/door/${encodeURIComponent(doorCode)}` }];

/** To one of those invited: what it is, and what has changed for them. */
export const consultationInvitation = defineMail({
  name: 'consultation-invitation',
  props,
  example,
  subject,
  body,
  calendar,
  attachments,
});

/** The same, to somebody who has not answered yet. */
export const consultationReminder = defineMail({
  name: 'consultation-reminder',
  keepsHours: true,
  props,
  example: { ...example, news: 'REMINDED' },
  subject,
  body,
  calendar,
  attachments,
});
