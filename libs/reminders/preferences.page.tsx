import type { VNode } from 'preact';
import { locales, type Locale } from '../catalogue/index.js';
import { dayText, pageTranslator, type PageTranslate } from '../platform/index.js';
import { preferencesOf, type Reader } from './due.access.js';
import type { LeaveForm, PreferencesFault, PreferencesForm } from './preferences.form.js';
import type { PlannedLeave, Preferences } from './preferences.schemas.js';
import { ReaderPage } from './reader.page.js';

export const saidOfPreferences = ['saved', 'planned', 'cancelled'] as const;

export interface PreferencesPageProps {
  reader: Reader;
  preferences: Preferences;
  leaves: PlannedLeave[];
  /** Who may stand in for the reader. */
  colleagues: { id: string; name: string }[];
  said?: (typeof saidOfPreferences)[number];
  /** A form that could not be taken: what was entered, and what is wrong with it. */
  refused?: { fault: PreferencesFault } & ({ form: PreferencesForm } | { leave: LeaveForm });
}

const names: Record<Locale, string> = { en: 'English', fr: 'Français', km: 'ខ្មែរ' };
const halfHours = Array.from({ length: 48 }, (_, n) => `${String(n >> 1).padStart(2, '0')}:${n % 2 ? '30' : '00'}`);
/** All that this computer knows by their usual names; some zones people were registered with have others. */
const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')];
/** The choices, and what is chosen though it is none of them. */
const including = (choices: string[], chosen: string): string[] =>
  choices.includes(chosen) ? choices : [chosen, ...choices];

/** When somebody wants to hear from us, in which language, and when they are away. */
export const PreferencesPage = (props: PreferencesPageProps): VNode => {
  const { reader, said, refused } = props;
  const { locale } = reader.person;
  const t = pageTranslator(locale);
  const path = preferencesOf(reader);
  return (
    <ReaderPage reader={reader} title={t('preferences.title')} path={path}>
      <p>
        <a href={reader.base}>{t('due.title')}</a>
      </p>
      <h1>{t('preferences.title')}</h1>
      {said && (
        <p class="notice good" role="status">
          {t(`preferences.said.${said}`)}
        </p>
      )}
      {refused && (
        <div class="notice error" role="alert">
          <p id="fault">
            <a href={`#${refused.fault.field}`}>{faultText(refused.fault, locale, t)}</a>
          </p>
        </div>
      )}
      <Hours {...props} path={path} t={t} />
      <h2>{t('preferences.leave')}</h2>
      <p>{t('preferences.leave.intro')}</p>
      <Leaves {...props} path={path} t={t} />
      <PlanForm {...props} path={path} t={t} />
    </ReaderPage>
  );
};

const faultText = ({ text, days }: PreferencesFault, locale: Locale, t: PageTranslate): string =>
  t(text, days && { from: dayText(locale, days.startsOn), to: dayText(locale, days.endsOn) });

type Part = PreferencesPageProps & { path: string; t: PageTranslate };

/** Ties a field to what is wrong with it. */
const invalid = (field: string, refused: Part['refused'], hint?: string) =>
  refused?.fault.field === field
    ? ({ 'aria-invalid': 'true', 'aria-describedby': hint === undefined ? 'fault' : `fault ${hint}` } as const)
    : { 'aria-describedby': hint };

const Hours = ({ preferences, refused, path, t }: Part) => {
  const entered = refused && 'form' in refused ? refused.form : preferences;
  const isLeaving = refused && 'form' in refused ? refused.form.unsubscribed !== '' : preferences.isUnsubscribed;
  return (
    <form class="narrow" method="post" action={path}>
      <Choice {...{ name: 'hour', chosen: entered.hour, choices: halfHours, refused, t }} />
      <Choice {...{ name: 'quietFrom', chosen: entered.quietFrom, choices: halfHours, refused, t }} />
      <Choice {...{ name: 'timeZone', chosen: entered.timeZone, choices: zones, refused, t }} />
      <label for="locale">{t('preferences.locale')}</label>
      <select id="locale" name="locale" {...invalid('locale', refused)}>
        {locales.map((code) => (
          <option value={code} lang={code} selected={code === entered.locale}>
            {names[code]}
          </option>
        ))}
      </select>
      {preferences.canUnsubscribe ? (
        <>
          <label class="choice">
            <input type="checkbox" name="unsubscribed" value="1" checked={isLeaving} aria-describedby="leaving" />{' '}
            {t('preferences.unsubscribe')}
          </label>
          <small id="leaving">{t('preferences.unsubscribe.hint')}</small>
        </>
      ) : (
        <p class="quiet">{t('preferences.office')}</p>
      )}
      <p>
        <button>{t('preferences.save')}</button>
      </p>
    </form>
  );
};

const Choice = ({
  name,
  chosen,
  choices,
  refused,
  t,
}: {
  name: 'hour' | 'quietFrom' | 'timeZone';
  chosen: string;
  choices: string[];
  refused: Part['refused'];
  t: PageTranslate;
}) => (
  <>
    <label for={name}>{t(`preferences.${name}`)}</label>
    <select id={name} name={name} {...invalid(name, refused)}>
      {including(choices, chosen).map((choice) => (
        <option selected={choice === chosen}>{choice}</option>
      ))}
    </select>
  </>
);

const Leaves = ({ reader, leaves, path, t }: Part) => {
  const day = (on: string) => dayText(reader.person.locale, on);
  return leaves.length === 0 ? (
    <p class="quiet">{t('preferences.leave.none')}</p>
  ) : (
    <ul class="list">
      {leaves.map(({ id, startsOn, endsOn, substitute }, n) => (
        <li>
          <p id={`leave${n}`} dir="auto">
            {t('preferences.leave.days', { from: day(startsOn), to: day(endsOn) })}
            {' · '}
            {substitute ? t('preferences.leave.with', { name: substitute.name }) : t('preferences.leave.without')}
          </p>
          <form method="post" action={`${path}/leaves/${id}/cancel`}>
            <button class="quiet" aria-describedby={`leave${n}`}>
              {t('preferences.leave.cancel')}
            </button>
          </form>
        </li>
      ))}
    </ul>
  );
};

const PlanForm = ({ colleagues, refused, path, t }: Part) => {
  const entered = refused && 'leave' in refused ? refused.leave : null;
  return (
    <form class="narrow" method="post" action={`${path}/leaves`}>
      {(['startsOn', 'endsOn'] as const).map((name) => (
        <>
          <label for={name}>{t(`preferences.leave.${name}`)}</label>
          <input id={name} name={name} type="date" value={entered?.[name]} {...invalid(name, refused)} />
        </>
      ))}
      <label for="substituteId">{t('preferences.leave.substitute')}</label>
      <select id="substituteId" name="substituteId" {...invalid('substituteId', refused, 'standing-in')}>
        <option value="">{t('preferences.leave.nobody')}</option>
        {colleagues.map(({ id, name }) => (
          <option value={id} selected={id === entered?.substituteId}>
            {name}
          </option>
        ))}
      </select>
      <small id="standing-in">{t('preferences.leave.substitute.hint')}</small>
      <p>
        <button>{t('preferences.leave.plan')}</button>
      </p>
    </form>
  );
};
