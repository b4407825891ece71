import type { VNode } from 'preact';
import { canAnswer } from '../consultations/index.js';
import { pageTranslator, type PageTranslate } from '../platform/index.js';
import { AnswerForm, DelegateForm, ParticularsForm, QuestionForm } from './answer.parts.js';
import type { Invitee } from './invitation.access.js';
import type { Again, Where } from './invitee.forms.js';
import { InviteePage } from './invitee.page.js';
import type { OwnInvitation } from './invitee.queries.js';
import { MeetingFacts } from './meeting.parts.js';
import { clipped, within } from './weight.rules.js';

/** A page stays under 50 kB, also in scripts that take three bytes a letter: longer texts go on on pages of their own. */
const bytes = { about: 3_000, agenda: 8_000, participants: 5_000, questions: 6_000 };

interface AnswerPageProps {
  invitee: Invitee;
  own: OwnInvitation;
  where: Where;
  again?: Again | undefined;
}

/** The page behind the link in an invitation: what it is, and everything one can say to it. Opening it changes nothing. */
export const AnswerPage = (props: AnswerPageProps): VNode => {
  const { invitee, own, where, again } = props;
  const { locale } = invitee.person;
  const t = pageTranslator(locale);
  const isOpen = canAnswer(own.status);
  const parts = { t, base: invitee.base, own, where, again };
  return (
    <InviteePage
      invitee={invitee}
      part=""
      title={own.title}
      said={where.said && t(`invitation.said.${where.said}`)}
      refusal={again?.refusal}
    >
      <p dir="auto">{introOf(invitee, own, t)}</p>
      <Standing own={own} t={t} base={invitee.base} />
      <MeetingFacts own={own} t={t} locale={locale} />
      <About own={own} t={t} base={invitee.base} />
      {isOpen && <AnswerForm {...parts} />}
      {isOpen && !own.isDelegate && <DelegateForm {...parts} />}
      <ParticularsForm {...parts} />
      <Participants own={own} t={t} />
      <Questions own={own} t={t} />
      <QuestionForm {...parts} />
    </InviteePage>
  );
};

const introOf = ({ person }: Invitee, { institution, delegatedBy, isDelegate }: OwnInvitation, t: PageTranslate) =>
  t('invitation.intro', {
    name: person.name,
    how: isDelegate ? (delegatedBy === null ? 'sent' : 'sentBy') : 'invited',
    by: delegatedBy ?? '',
    isFor: String(institution !== null),
    institution: institution ?? '',
  });

/** What they have answered, and what follows from it; or why nothing can be answered now. */
const Standing = ({ own, t, base }: { own: OwnInvitation; t: PageTranslate; base: string }) => {
  const { status, answer, seat, waitingAs, formerAnswer, isLate } = own;
  if (!canAnswer(status)) {
    const key = status === 'POSTPONED' || status === 'CANCELLED' ? status : status === 'SCHEDULED' ? 'WAIT' : 'OVER';
    return (
      <p class="notice warn" dir="auto">
        {t(`invitation.standing.${key}`)}
        {own.endReason !== null && key !== 'OVER' && key !== 'WAIT' && ` ${own.endReason}`}
      </p>
    );
  }
  const isIn = answer === 'ACCEPTED' && seat === 'HELD';
  return (
    <div class={isIn ? 'notice good' : 'notice'}>
      <p>
        {answer === 'ACCEPTED'
          ? isIn
            ? t('invitation.standing.HELD')
            : t('invitation.standing.WAITING', { place: waitingAs ?? 1 })
          : answer === null
            ? t(seat === 'HELD' ? 'invitation.standing.RESERVED' : 'invitation.standing.NONE')
            : t(`invitation.standing.${answer}`)}
        {answer === null && formerAnswer !== null && formerAnswer !== 'DELEGATED' && (
          <> {t('invitation.standing.former', { answer: t(`invitation.answer.${formerAnswer}`) })}</>
        )}
        {answer !== null && isLate && <> {t('invitation.standing.late')}</>}
      </p>
      <ul>
        {isIn && own.doorCode !== null && (
          <li>
            <a href={`${base}/pass`}>{t('invitation.pass.open')}</a>
          </li>
        )}
        {own.startsAt !== null && (
          <li>
            <a href={`${base}/invite.ics`}>{t('invitation.calendar')}</a>
          </li>
        )}
      </ul>
    </div>
  );
};

const About = ({ own, t, base }: { own: OwnInvitation; t: PageTranslate; base: string }) => {
  const about = clipped(own.about, bytes.about);
  const shown = within(own.agenda, ({ title }) => title, bytes.agenda).slice(0, 30);
  const documents = own.agenda.reduce((count, item) => count + item.documents.length, 0);
  const hasMore =
    !about.isWhole ||
    shown.length < own.agenda.length ||
    documents > 0 ||
    own.agenda.some(({ details, speakers }) => details !== '' || speakers.length > 0);
  return (
    <>
      {about.text !== '' && <p dir="auto">{about.text}</p>}
      {shown.length > 0 && <h2>{t('invitation.agenda')}</h2>}
      {shown.length > 0 && (
        <ol>
          {shown.map(({ title, minutes }) => (
            <li dir="auto">
              {title}
              {minutes !== null && <span class="quiet"> {t('invitation.minutes', { minutes })}</span>}
            </li>
          ))}
        </ol>
      )}
      {hasMore && (
        <p>
          <a href={`${base}/agenda`}>{t('invitation.agenda.all', { documents, count: own.agenda.length })}</a>
        </p>
      )}
    </>
  );
};

const Participants = ({ own, t }: { own: OwnInvitation; t: PageTranslate }) => {
  if (!own.seesParticipants) return null;
  const shown = within(own.participants, ({ name, institution }) => name + (institution ?? ''), bytes.participants);
  return (
    <>
      <h2>{t('invitation.participants')}</h2>
      <p class="quiet">{t('invitation.participants.hint')}</p>
      {shown.length > 0 && (
        <ul>
          {shown.map(({ name, institution }) => (
            <li dir="auto">{institution === null ? name : `${name}, ${institution}`}</li>
          ))}
        </ul>
      )}
    </>
  );
};

const Questions = ({ own, t }: { own: OwnInvitation; t: PageTranslate }) => {
  const newest = [...own.questions].reverse();
  const shown = within(newest, ({ text, reply }) => text + (reply ?? ''), bytes.questions);
  return shown.length === 0 ? null : (
    <>
      <h2>{t('invitation.questions')}</h2>
      <ul class="list">
        {shown.map(({ text, reply }) => (
          <li>
            <p dir="auto">{text}</p>
            {reply === null ? (
              <p class="quiet">{t('invitation.question.waits')}</p>
            ) : (
              <p class="notice good" dir="auto">
                {reply}
              </p>
            )}
          </li>
        ))}
      </ul>
    </>
  );
};
