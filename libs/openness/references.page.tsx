import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import type { InclusionReferenceModel as Reference } from '../platform/generated/prisma/models.js';
import {
  Choice,
  InstitutionKind,
  pageTranslator,
  Refused,
  TextArea,
  TextField,
  type FormRefusal,
  type FormWords,
  type PageTranslate,
} from '../platform/index.js';
import type { ReferenceForm } from './figures.schemas.js';

/** How the form says what is wrong in it. */
export const referenceWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    label: 'openness.invalid.label',
    year: 'openness.invalid.year',
    invited: 'openness.invalid.number',
    tookPart: 'openness.invalid.took-part',
    population: 'openness.invalid.population',
    source: 'openness.invalid.source',
  },
  codes: { 'reference-already-there': { field: 'label', text: 'openness.invalid.there' } },
});

/** What others counted before: all of it, and a form to add to it. */
export const ReferencesPage = ({
  caller,
  references,
  entered,
  refusal,
  done,
}: {
  caller: Caller;
  references: Reference[];
  entered?: ReferenceForm | undefined;
  refusal?: FormRefusal | undefined;
  done?: 'added' | 'removed' | undefined;
}): VNode => {
  const t = pageTranslator(caller.locale);
  return (
    <SignedInPage caller={caller} title={t('openness.references')} path="/consultations">
      <p>
        <a href="/consultation-figures">{t('openness.period')}</a>
      </p>
      <h1>{t('openness.references')}</h1>
      {done !== undefined && (
        <p class="notice good" role="status">
          {t(`openness.references.${done}`)}
        </p>
      )}
      <Refused refusal={refusal} />
      <p>{t('openness.references.intro')}</p>
      <ul class="list">
        {references.map((reference) => (
          <li>
            <h2 class="text" id={`reference-${reference.id}`} dir="auto">
              {reference.year === null ? reference.label : `${reference.label} (${reference.year})`}
            </h2>
            <p>
              {t('openness.reference', {
                tookPart: reference.tookPart,
                population: reference.population ?? 'none',
                invited: reference.invited ?? 'none',
              })}
              {reference.kind !== null && ` · ${t(`institutions.kind.${reference.kind}`)}`}
            </p>
            <small dir="auto">{reference.source}</small>
            <form method="post" action={`/consultation-figures/references/${reference.id}/remove`}>
              <button class="quiet" type="submit" aria-describedby={`reference-${reference.id}`}>
                {t('openness.references.remove')}
              </button>
            </form>
          </li>
        ))}
      </ul>
      <h2>{t('openness.references.add')}</h2>
      <form class="narrow" method="post" action="/consultation-figures/references">
        <TextField
          name="label"
          label={t('openness.reference.label')}
          value={entered?.label}
          isRequired
          maxLength={300}
          refusal={refusal}
        />
        <Choice
          name="kind"
          label={t('openness.column.kind')}
          any={t('openness.reference.any-kind')}
          chosen={entered?.kind}
          options={Object.values(InstitutionKind).map((kind) => [kind, t(`institutions.kind.${kind}`)] as const)}
          refusal={refusal}
        />
        <div class="grid">
          {(['year', 'invited', 'tookPart', 'population'] as const).map((name) => (
            <TextField
              name={name}
              type="number"
              min={0}
              label={t(`openness.reference.${name}`)}
              value={entered?.[name]}
              isRequired={name === 'tookPart'}
              refusal={refusal}
            />
          ))}
        </div>
        <TextArea
          name="source"
          label={t('openness.reference.source')}
          hint={t('openness.reference.source.hint')}
          value={entered?.source}
          isRequired
          refusal={refusal}
        />
        <button type="submit">{t('openness.references.save')}</button>
      </form>
    </SignedInPage>
  );
};
