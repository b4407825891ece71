import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import { Choice, languageText, momentText, TextArea, type FormRefusal, type PageTranslate } from '../platform/index.js';
import type { RowForm } from './desk.forms.js';
import type { InvitationView, QuestionView } from './invitations.schemas.js';
import { clipped } from './weight.rules.js';

interface Row {
  t: PageTranslate;
  caller: Caller;
  base: string;
  /** What is looked for, to be looked for still when a form was sent. */
  query: string;
  /** Whether the reader may change invitations, not only see them. */
  keeps: boolean;
  /** Whether answers are taken. */
  isOpen: boolean;
  again: { id: string; entered: RowForm; refusal: FormRefusal } | undefined;
}

const tone = { ACCEPTED: 'badge good', DECLINED: 'badge error', TENTATIVE: 'badge warn', DELEGATED: 'badge' } as const;

/** One person's place: what they said, how the mail fared, what they need, and what can be done about it. */
export const InvitationRow = ({ invitation, ...row }: Row & { invitation: InvitationView }): VNode => {
  const { t, caller } = row;
  const { person, walkInName, institution, answer, seat, delivery, isLate, isWithdrawn, delegateOf } = invitation;
  const needs = needsOf(invitation, t);
  return (
    <li>
      <h3 class="text" dir="auto">
        {person?.name ?? walkInName ?? t('invitations.nameless')}
        {institution !== null && <span class="quiet"> · {institution.name}</span>}
      </h3>
      <p class="badges">
        {isWithdrawn ? (
          <span class="badge warn">{t('invitations.withdrawn')}</span>
        ) : (
          <span class={answer === null ? 'badge' : tone[answer]}>{t(`invitations.answer.${answer ?? 'none'}`)}</span>
        )}
        {!isWithdrawn && invitation.lacksDelegate && <span class="badge warn">{t('invitations.lacks-delegate')}</span>}
        {seat !== 'NONE' && <span class="badge">{t(`invitations.seat.${seat}`)}</span>}
        {isLate && <span class="badge warn">{t('invitations.late')}</span>}
        <span class={delivery === 'BOUNCED' ? 'badge error' : 'quiet'}>{t(`invitations.delivery.${delivery}`)}</span>
        {invitation.locale !== null && <span class="quiet">{languageText(caller.locale, invitation.locale)}</span>}
      </p>
      {(invitation.answeredAt !== null || delegateOf !== null || invitation.formerAnswer !== null) && (
        <p class="quiet" dir="auto">
          {[
            ...(delegateOf === null ? [] : [t('invitations.for', { name: delegateOf.name })]),
            ...(invitation.answeredAt === null || invitation.answeredVia === null
              ? []
              : [
                  t(`invitations.via.${invitation.answeredVia}`, {
                    at: momentText(caller.locale, new Date(invitation.answeredAt), caller.timeZone),
                  }),
                ]),
            ...(invitation.formerAnswer === null
              ? []
              : [t('invitations.former', { answer: t(`invitations.answer.${invitation.formerAnswer}`) })]),
          ].join(' · ')}
        </p>
      )}
      {needs.length > 0 && <p dir="auto">{needs.join(' · ')}</p>}
      {row.keeps && !isWithdrawn && person !== null && <RowForms {...row} invitation={invitation} />}
      {caller.rights.has('coordinator') && person !== null && (
        <p>
          <a href={`/forget/${person.id}`}>{t('safety.forget.whom', { name: person.name })}</a>
        </p>
      )}
    </li>
  );
};

const needsOf = ({ needs }: InvitationView, t: PageTranslate): string[] => [
  ...(needs.interpretation === null ? [] : [`${t('invitation.needs.interpretation')} ${needs.interpretation}`]),
  ...(needs.stepFree ? [t('invitation.needs.stepFree')] : []),
  ...(needs.travel ? [t('invitation.needs.travel')] : []),
  ...(needs.other === null ? [] : [clipped(needs.other, 300).text]),
];

const RowForms = ({ t, base, query, isOpen, again, invitation: { id } }: Row & { invitation: InvitationView }) => {
  const mine = again?.id === id ? again : undefined;
  const field = (name: string) => ({ name, id: `${name}-${id}`, refusal: mine?.refusal });
  return (
    <details class="action" open={mine !== undefined}>
      <summary>{t('invitations.act')}</summary>
      {isOpen && (
        <form class="narrow" method="post" action={`${base}/${id}/answer${query}`}>
          <Choice
            {...field('answer')}
            label={t('invitations.told')}
            chosen={mine?.entered.answer}
            any={t('invitations.choose')}
            options={(['ACCEPTED', 'TENTATIVE', 'DECLINED'] as const).map(
              (one) => [one, t(`invitations.answer.${one}`)] as const,
            )}
          />
          <button class="quiet" type="submit">
            {t('invitations.write-down')}
          </button>
        </form>
      )}
      <form class="narrow" method="post" action={`${base}/${id}/withdraw${query}`}>
        <TextArea
          {...field('reason')}
          label={t('invitations.withdraw.reason')}
          hint={t('invitations.withdraw.hint')}
          value={mine?.entered.reason}
          isRequired
        />
        <button class="quiet" type="submit">
          {t('invitations.withdraw')}
        </button>
      </form>
    </details>
  );
};

/** What somebody asks, and the reply. */
export const QuestionRow = ({ t, caller, base, query, again, question }: Row & { question: QuestionView }): VNode => {
  const { id, by, text, askedAt, reply } = question;
  const mine = again?.id === id ? again : undefined;
  return (
    <li>
      <p class="quiet" dir="auto">
        {by ?? t('invitations.nameless')} · {momentText(caller.locale, new Date(askedAt), caller.timeZone)}
      </p>
      <p dir="auto">{text}</p>
      {reply === null ? (
        <form class="narrow" method="post" action={`${base}/questions/${id}${query}`}>
          <TextArea
            {...{ name: 'text', id: `text-${id}`, label: t('invitations.reply'), value: mine?.entered.text }}
            refusal={mine?.refusal}
            isRequired
            rows={3}
          />
          <button class="quiet" type="submit">
            {t('invitations.reply.send')}
          </button>
        </form>
      ) : (
        <>
          <p class="notice good" dir="auto">
            {reply}
          </p>
          {/* Somebody was quicker: what was written is not to be lost. */}
          {mine !== undefined && (
            <TextArea
              {...{ name: 'text', id: `text-${id}`, label: t('invitations.reply'), value: mine.entered.text, rows: 3 }}
            />
          )}
        </>
      )}
    </li>
  );
};
