import type { ComponentChildren, VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import { locales } from '../catalogue/index.js';
import {
  Group,
  InstitutionKind,
  languageText,
  pageTranslator,
  Refused,
  TextArea,
  TextField,
  Tick,
  type FormRefusal,
  type PageTranslate,
} from '../platform/index.js';
import type { ListForm } from './desk.forms.js';
import type { Prospect, StakeholderListView } from './invitations.schemas.js';
import { Prospects } from './prospects.parts.js';

const ListsFrame = ({
  caller,
  title,
  said,
  refusal,
  children,
}: {
  caller: Caller;
  title: string;
  said?: string | undefined;
  refusal?: FormRefusal | undefined;
  children: ComponentChildren;
}) => {
  const t = pageTranslator(caller.locale);
  return (
    <SignedInPage caller={caller} title={title} path="/stakeholder-lists">
      <p>
        <a href="/consultations">{t('consultations.title')}</a>
        {title !== t('lists.title') && (
          <>
            {' · '}
            <a href="/stakeholder-lists">{t('lists.title')}</a>
          </>
        )}
      </p>
      <h1 dir="auto">{title}</h1>
      {said !== undefined && (
        <p class="notice good" role="status">
          {said}
        </p>
      )}
      <Refused refusal={refusal} />
      {children}
    </SignedInPage>
  );
};

/** All lists, and a new one. */
export const ListsPage = ({
  caller,
  lists,
  done,
  entered,
  refusal,
}: {
  caller: Caller;
  lists: { id: string; name: string }[];
  done?: 'kept' | 'removed' | undefined;
  entered?: ListForm;
  refusal?: FormRefusal;
}): VNode => {
  const t = pageTranslator(caller.locale);
  return (
    <ListsFrame {...{ caller, refusal }} title={t('lists.title')} said={done && t(`lists.done.${done}`)}>
      <p>{t('lists.intro')}</p>
      {lists.length === 0 ? (
        <p>{t('lists.none')}</p>
      ) : (
        <ul>
          {lists.map(({ id, name }) => (
            <li>
              <a href={`/stakeholder-lists/${id}`} dir="auto">
                {name}
              </a>
            </li>
          ))}
        </ul>
      )}
      <h2>{t('lists.new')}</h2>
      <ListFields action="/stakeholder-lists" {...{ t, caller, entered, refusal }} />
    </ListsFrame>
  );
};

/** One list: who is on it today, and how that comes. */
export const ListPage = ({
  caller,
  list,
  people,
  addresses,
  done,
  entered,
  refusal,
}: {
  caller: Caller;
  list: StakeholderListView;
  people: Prospect[];
  /** Of the people it names. */
  addresses: ReadonlyMap<string, string>;
  done?: 'kept' | 'removed' | undefined;
  entered?: ListForm;
  refusal?: FormRefusal;
}): VNode => {
  const t = pageTranslator(caller.locale);
  const action = `/stakeholder-lists/${list.id}`;
  return (
    <ListsFrame {...{ caller, refusal }} title={list.name} said={done && t(`lists.done.${done}`)}>
      <h2>{t('lists.today')}</h2>
      <Prospects items={people} t={t} locale={caller.locale} />
      <h2>{t('lists.change')}</h2>
      <ListFields {...{ t, caller, action, refusal }} entered={entered ?? formOf(list, addresses)} />
      <form method="post" action={`${action}/remove`}>
        <button class="quiet" type="submit">
          {t('lists.remove')}
        </button>
      </form>
    </ListsFrame>
  );
};

const formOf = (list: StakeholderListView, addresses: ReadonlyMap<string, string>): ListForm => {
  const names = (items: { name: string }[]) => items.map(({ name }) => name).join('\n');
  const mails = (items: { id: string }[]) => items.map(({ id }) => addresses.get(id) ?? '').join('\n');
  return {
    name: list.name,
    isFilter: list.isFilter ? '1' : '',
    kinds: list.kinds,
    themes: list.themes.join('\n'),
    provinces: list.provinces.join('\n'),
    locales: list.locales,
    institutions: names(list.institutions),
    people: mails(list.people),
    leftOutInstitutions: names(list.leftOutInstitutions),
    leftOutPeople: mails(list.leftOutPeople),
  };
};

const ListFields = ({
  t,
  caller,
  action,
  entered,
  refusal,
}: {
  t: PageTranslate;
  caller: Caller;
  action: string;
  entered?: ListForm | undefined;
  refusal?: FormRefusal | undefined;
}) => {
  const area = (name: 'themes' | 'provinces' | 'institutions' | 'people' | 'leftOutInstitutions' | 'leftOutPeople') => (
    <TextArea
      {...{ name, label: t(`lists.${name}`), hint: t(`lists.${name}.hint`), value: entered?.[name], refusal }}
      rows={3}
      maxLength={50_000}
    />
  );
  return (
    <form class="narrow" method="post" action={action}>
      <TextField
        {...{ name: 'name', label: t('lists.name'), value: entered?.name, refusal }}
        isRequired
        maxLength={300}
      />
      <Tick name="isFilter" label={t('lists.isFilter')} checked={entered === undefined || entered.isFilter === '1'} />
      <Group id="kinds" label={t('lists.kinds')} hint={t('lists.any')} refusal={refusal}>
        {Object.values(InstitutionKind).map((kind) => (
          <Tick
            {...{ name: 'kinds', value: kind, label: t(`institutions.kind.${kind}`) }}
            checked={entered?.kinds.includes(kind)}
          />
        ))}
      </Group>
      {area('themes')}
      {area('provinces')}
      <Group id="locales" label={t('lists.locales')} hint={t('lists.locales.hint')} refusal={refusal}>
        {locales.map((locale) => (
          <Tick
            {...{ name: 'locales', value: locale, label: languageText(caller.locale, locale) }}
            checked={entered?.locales.includes(locale)}
          />
        ))}
      </Group>
      {area('institutions')}
      {area('people')}
      {area('leftOutInstitutions')}
      {area('leftOutPeople')}
      <button type="submit">{t('lists.keep')}</button>
    </form>
  );
};
