import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import {
  Choice,
  DeadlineKind,
  Group,
  groupBy,
  pageTranslator,
  TextField,
  Tick,
  InstitutionKind,
  type FormRefusal,
} from '../platform/index.js';
import type { SetForm } from './desk.forms.js';
import { DeskPage } from './desk.parts.js';

export interface ListedInstitution {
  id: string;
  name: string;
  kind: InstitutionKind;
}

/** Kinds that somebody sets by hand; the others come about by themselves. */
const kinds = Object.values(DeadlineKind).filter((kind) => kind !== 'VERIFICATION');

/** A deadline for some institutions, or for the secretariat itself. */
export const SetDeadlinePage = ({
  caller,
  institutions,
  timeZone,
  entered,
  refusal,
}: {
  caller: Caller;
  institutions: ListedInstitution[];
  /** The mechanism's own. */
  timeZone: string;
  entered?: SetForm;
  refusal?: FormRefusal;
}): VNode => {
  const t = pageTranslator(caller.locale);
  return (
    <DeskPage
      caller={caller}
      title={t('deadlines.new')}
      path="/deadlines/new"
      back={{ href: '/deadlines', text: t('deadlines.title') }}
      refusal={refusal}
    >
      <form method="post" action="/deadlines/new">
        <div class="narrow">
          <Choice
            name="kind"
            label={t('register.kind')}
            hint={t('deadlines.kind.hint')}
            chosen={entered?.kind ?? 'INFORMATION_REQUEST'}
            options={kinds.map((kind) => [kind, t(`deadlines.kind.${kind}`)] as const)}
            refusal={refusal}
          />
          <TextField
            name="title"
            label={t('deadlines.what')}
            value={entered?.title}
            isRequired
            maxLength={300}
            refusal={refusal}
          />
          <TextField
            name="dueOn"
            label={t('deadlines.day')}
            type="date"
            value={entered?.dueOn}
            isRequired
            refusal={refusal}
          />
          <Tick name="isLate" label={t('deadlines.late')} checked={entered?.isLate === '1'} />
          <TextField
            name="timeZone"
            label={t('deadlines.zone')}
            hint={t('deadlines.zone.hint')}
            value={entered?.timeZone ?? timeZone}
            refusal={refusal}
          />
          <Tick name="restricted" label={t('deadlines.restricted.hint')} checked={entered?.restricted === '1'} />
        </div>
        <InstitutionChoice caller={caller} institutions={institutions} entered={entered} refusal={refusal} />
        <button type="submit">{t('deadlines.set')}</button>
      </form>
    </DeskPage>
  );
};

/** Institutions to tick, kind by kind; the first box of a kind means all of it. */
export const InstitutionChoice = ({
  caller,
  institutions,
  entered,
  refusal,
  hint,
}: {
  caller: Caller;
  institutions: ListedInstitution[];
  entered?: { institutionIds: string[]; allOf: string[] } | undefined;
  refusal?: FormRefusal | undefined;
  hint?: string;
}): VNode => {
  const t = pageTranslator(caller.locale);
  const ofKinds = groupBy(institutions, ({ kind }) => kind);
  const byKind = Object.values(InstitutionKind).flatMap((kind) => {
    const ofKind = ofKinds.get(kind);
    return ofKind ? [[kind, ofKind] as const] : [];
  });
  return (
    <Group id="institutionIds" label={t('deadlines.whose')} hint={hint ?? t('deadlines.whose.hint')} refusal={refusal}>
      {byKind.map(([kind, ofKind], index) => (
        <details open={index === 0 || ofKind.some(({ id }) => entered?.institutionIds.includes(id))}>
          <summary>{t('institutions.of-kind', { kind: t(`institutions.kind.${kind}`), count: ofKind.length })}</summary>
          {ofKind.length > 1 && (
            <Tick
              name="allOf"
              value={kind}
              label={t('institutions.all-of-kind', { count: ofKind.length })}
              checked={entered?.allOf.includes(kind)}
            />
          )}
          <div class="columns">
            {ofKind.map(({ id, name }) => (
              <Tick name="institutionIds" value={id} label={name} checked={entered?.institutionIds.includes(id)} />
            ))}
          </div>
        </details>
      ))}
    </Group>
  );
};

/** The institutions that were ticked, one by one or by their kind. */
export const chosenInstitutions = (
  { institutionIds, allOf }: { institutionIds: string[]; allOf: string[] },
  institutions: ListedInstitution[],
): string[] => [
  ...new Set([...institutionIds, ...institutions.filter(({ kind }) => allOf.includes(kind)).map(({ id }) => id)]),
];
