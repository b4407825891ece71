import { z } from 'zod';
import { button, defineMail, paragraph, small } from '../mail.js';

/** To those who took part in a consultation: its minutes, and until when comments are welcome. */
export const consultationMinutes = defineMail({
  name: 'consultation-minutes',
  props: z.object({ name: z.string(), title: z.string(), commentsBy: z.iso.date(), linkId: z.uuid() }),
  example: {
    name: 'Chan Bopha',
    title: 'Consultation on the draft national report',
    commentsBy: '2026-10-02',
    linkId: '01920000-0000-7000-8000-000000000001',
  },
  subject: ({ title, commentsBy }, { t, day }) => t('consultation-minutes.subject', { title, due: day(commentsBy) }),
  body: ({ name, title, commentsBy, linkId }, { t, day, link }) => [
    paragraph(t('greeting', { name })),
    paragraph(t('consultation-minutes.intro', { title, due: day(commentsBy) })),
    button(t('consultation-minutes.button'), `${link('invitation', linkId)}/minutes`),
    small(t('consultation-minutes.note')),
  ],
});

/** To those who took part: what was said and promised stands now as it is. */
export const consultationMinutesFinal = defineMail({
  name: 'consultation-minutes-final',
  props: z.object({ name: z.string(), title: z.string(), linkId: z.uuid() }),
  example: {
    name: 'Chan Bopha',
    title: 'Consultation on the draft national report',
    linkId: '01920000-0000-7000-8000-000000000001',
  },
  subject: ({ title }, { t }) => t('consultation-minutes-final.subject', { title }),
  body: ({ name, title, linkId }, { t, link }) => [
    paragraph(t('greeting', { name })),
    paragraph(t('consultation-minutes-final.intro', { title })),
    button(t('consultation-minutes-final.button'), `${link('invitation', linkId)}/minutes`),
    small(t('consultation-minutes.note')),
  ],
});

/** To those who keep a consultation: the last day for comments is over. */
export const consultationCommentsClosed = defineMail({
  name: 'consultation-comments-closed',
  keepsHours: true,
  props: z.object({
    name: z.string(),
    title: z.string(),
    comments: z.int(),
    unanswered: z.int(),
    consultationId: z.uuid(),
  }),
  example: {
    name: 'Kim Channary',
    title: 'Consultation on the draft national report',
    comments: 4,
    unanswered: 3,
    consultationId: '01920000-0000-7000-8000-000000000001',
  },
  subject: ({ title, comments }, { t }) => t('consultation-comments-closed.subject', { title, comments }),
  body: ({ name, title, comments, unanswered, consultationId }, { t, home }) => [
    paragraph(t('greeting', { name })),
    paragraph(t('consultation-comments-closed.intro', { title, comments, unanswered })),
    button(t('consultation-comments-closed.button'), `${home}/consultations/${consultationId}/minutes`),
  ],
});
