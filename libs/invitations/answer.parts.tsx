import type { VNode } from 'preact';
import { locales } from '../catalogue/index.js';
import {
  Choice,
  Gender,
  Group,
  languageText,
  TextArea,
  TextField,
  Tick,
  type PageTranslate,
} from '../platform/index.js';
import type { Again, FormName, InviteeForm, Where } from './invitee.forms.js';
import type { OwnInvitation } from './invitee.queries.js';

interface Parts {
  t: PageTranslate;
  base: string;
  own: OwnInvitation;
  where: Where;
  again: Again | undefined;
}

const enteredIn = (form: FormName, again: Parts['again']) => (again?.form === form ? again : undefined);

const Seen = ({ own }: Pick<Parts, 'own'>) => <input type="hidden" name="sequence" value={own.timeSequence} />;

const answers = ['ACCEPTED', 'TENTATIVE', 'DECLINED'] as const;

/** Accept, decline, maybe. */
export const AnswerForm = ({ t, base, own, where, again }: Parts): VNode => {
  const mine = enteredIn('answer', again);
  const chosen = mine?.entered.answer ?? where.answer?.toUpperCase() ?? own.answer;
  return (
    <>
      <h2 id="answer">{t('invitation.answer.title')}</h2>
      {own.isLateNow && <p class="notice warn">{t('invitation.answer.late')}</p>}
      <form method="post" action={`${base}/answer`}>
        <Seen own={own} />
        <Group id="answers" label={t('invitation.answer.label')} refusal={mine?.refusal}>
          {answers.map((answer) => (
            <label class="choice">
              <input type="radio" name="answer" value={answer} checked={chosen === answer} required />
              <span>{t(`invitation.answer.${answer}`)}</span>
            </label>
          ))}
        </Group>
        <button type="submit">{t('invitation.answer.send')}</button>
      </form>
    </>
  );
};

/** Somebody else goes. */
export const DelegateForm = ({ t, base, own, again }: Parts): VNode => {
  const mine = enteredIn('delegate', again);
  const { entered, refusal } = mine ?? {};
  return (
    <details class="action" open={mine !== undefined}>
      <summary>{t('invitation.delegate.title')}</summary>
      <p>{t(own.answer === 'DELEGATED' ? 'invitation.delegate.again' : 'invitation.delegate.hint')}</p>
      <form class="narrow" method="post" action={`${base}/delegate`}>
        <Seen own={own} />
        <TextField
          {...{ name: 'name', label: t('invitation.delegate.name'), value: entered?.name, refusal }}
          isRequired
          maxLength={300}
        />
        <TextField
          {...{ name: 'email', label: t('invitation.delegate.email'), value: entered?.email, refusal }}
          isRequired
          maxLength={254}
        />
        <Choice
          {...{ name: 'locale', label: t('invitation.delegate.locale'), refusal }}
          chosen={entered?.locale ?? 'km'}
          options={locales.map((locale) => [locale, languageText(locale, locale)] as const)}
        />
        <button type="submit">{t('invitation.delegate.send')}</button>
      </form>
    </details>
  );
};

const formOf = (own: OwnInvitation): InviteeForm => ({
  ...{ answer: '', sequence: '', name: '', email: '', locale: '', text: '' },
  needsInterpretation: own.needsInterpretation ?? '',
  needsStepFree: own.needsStepFree ? '1' : '',
  needsTravel: own.needsTravel ? '1' : '',
  otherNeeds: own.otherNeeds ?? '',
  gender: own.gender ?? '',
  hasDisability: own.hasDisability === null ? '' : own.hasDisability ? 'yes' : 'no',
  sharesName: own.sharesName ? '1' : '',
});

/** What they need, and what they say of themselves if they want to. */
export const ParticularsForm = ({ t, base, own, again }: Parts): VNode => {
  const mine = enteredIn('described', again);
  const { refusal } = mine ?? {};
  const entered = mine?.entered ?? formOf(own);
  return (
    <details class="action" open={mine !== undefined}>
      <summary>{t('invitation.needs.title')}</summary>
      <form class="narrow" method="post" action={`${base}/described`}>
        <TextField
          {...{ name: 'needsInterpretation', value: entered.needsInterpretation, refusal }}
          label={t('invitation.needs.interpretation')}
          hint={t('invitation.needs.interpretation.hint')}
          maxLength={100}
        />
        <Tick name="needsStepFree" label={t('invitation.needs.stepFree')} checked={entered.needsStepFree === '1'} />
        <Tick name="needsTravel" label={t('invitation.needs.travel')} checked={entered.needsTravel === '1'} />
        <TextArea
          {...{ name: 'otherNeeds', label: t('invitation.needs.other'), value: entered.otherNeeds, refusal }}
          maxLength={1000}
        />
        <p class="quiet">{t('invitation.self.why')}</p>
        <Choice
          {...{ name: 'gender', label: t('invitation.gender'), refusal, chosen: entered.gender }}
          any={t('invitation.not-said')}
          options={Object.values(Gender).map((gender) => [gender, t(`invitation.gender.${gender}`)] as const)}
        />
        <Choice
          {...{ name: 'hasDisability', label: t('invitation.disability'), chosen: entered.hasDisability }}
          any={t('invitation.not-said')}
          options={[
            ['yes', t('invitation.disability.yes')],
            ['no', t('invitation.disability.no')],
          ]}
        />
        {(own.showsParticipants || own.sharesName) && (
          <Tick name="sharesName" label={t('invitation.shares')} checked={entered.sharesName === '1'} />
        )}
        <button type="submit">{t('invitation.needs.send')}</button>
      </form>
    </details>
  );
};

/** Something for the hosts. */
export const QuestionForm = ({ t, base, again }: Parts): VNode => {
  const mine = enteredIn('question', again);
  return (
    <details class="action" open={mine !== undefined}>
      <summary>{t('invitation.question.title')}</summary>
      <form class="narrow" method="post" action={`${base}/question`}>
        <TextArea
          {...{ name: 'text', label: t('invitation.question.label'), value: mine?.entered.text }}
          refusal={mine?.refusal}
          isRequired
          rows={4}
        />
        <button type="submit">{t('invitation.question.send')}</button>
      </form>
    </details>
  );
};
