import type { VNode } from 'preact';
import type { Caller } from '../../../libs/access/index.js';
import type { Division } from '../../../libs/assignments/index.js';
import { pageTranslator, PositionValue } from '../../../libs/platform/index.js';
import type { Review } from '../../../libs/recommendations/index.js';
import type { ClusterForm, ProposalForm, Refusal, Where } from './work.forms.js';
import { invalid, ReviewWorkPage } from './work.parts.js';

interface FormPageProps<F> {
  caller: Caller;
  review: Review;
  division: Division;
  where: Where;
  refusal?: Refusal;
  entered?: F;
}

/** A form that makes a cluster of the recommendations with some themes. */
export const ClusterPage = ({
  caller,
  review,
  division,
  where,
  refusal,
  entered,
}: FormPageProps<ClusterForm>): VNode => {
  const t = pageTranslator(caller.locale);
  return (
    <ReviewWorkPage caller={caller} review={review} title={t('work.form-cluster')} where={where} refusal={refusal}>
      <form method="post" action={`/work/${review.id}/clusters`}>
        <div class="narrow">
          <label for="name">{t('work.cluster.name')}</label>
          <input
            id="name"
            name="name"
            required
            maxLength={200}
            dir="auto"
            value={entered?.name}
            {...invalid('name', refusal)}
          />
          <label for="position">{t('work.cluster.position')}</label>
          <select id="position" name="position">
            <option value="">{t('register.search.any')}</option>
            {[...Object.values(PositionValue), 'NONE' as const].map((position) => (
              <option value={position} selected={position === entered?.position}>
                {t(`register.position.${position}`)}
              </option>
            ))}
          </select>
        </div>
        <fieldset id="themes" tabIndex={-1} aria-describedby={refusal?.field === 'themes' ? 'refusal' : undefined}>
          <legend>{t('work.cluster.themes')}</legend>
          {division.themes.length === 0 && <p>{t('work.cluster.themes.none')}</p>}
          <div class="columns">
            {division.themes.map(({ label, recommendations, led }) => (
              <label class="choice">
                <input type="checkbox" name="themes" value={label} checked={entered?.themes.includes(label)} />
                <span dir="auto">
                  {label} <span class="quiet">{t('work.share', { recommendations, led })}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        <button type="submit">{t('work.form-cluster')}</button>
      </form>
    </ReviewWorkPage>
  );
};

/** A form that proposes one leading and any supporting institutions for a cluster or a theme. */
export const ProposalPage = (
  props: FormPageProps<ProposalForm> & { institutions: { id: string; name: string }[] },
): VNode => {
  const { caller, review, division, institutions, where, refusal, entered } = props;
  const t = pageTranslator(caller.locale);
  const what = entered?.what ?? where.what;
  return (
    <ReviewWorkPage caller={caller} review={review} title={t('work.propose')} where={where} refusal={refusal}>
      <form method="post" action={`/work/${review.id}/proposals`}>
        <div class="narrow">
          <label for="what">{t('work.propose.what')}</label>
          <select id="what" name="what" required {...invalid('what', refusal)}>
            <option value="">{t('work.choose')}</option>
            <optgroup label={t('work.clusters')}>
              {division.clusters.map(({ id, name, ...share }) => (
                <option value={`cluster:${id}`} selected={what === `cluster:${id}`}>
                  {name} {t('work.share', share)}
                </option>
              ))}
            </optgroup>
            <optgroup label={t('register.themes')}>
              {division.themes.map(({ label, ...share }) => (
                <option value={`theme:${label}`} selected={what === `theme:${label}`}>
                  {label} {t('work.share', share)}
                </option>
              ))}
            </optgroup>
          </select>
          <label class="choice">
            <input
              type="checkbox"
              id="onlyWithoutLead"
              name="onlyWithoutLead"
              value="1"
              checked={entered?.onlyWithoutLead === '1'}
            />{' '}
            {t('work.propose.only-without-lead')}
          </label>
          <label for="leadId">{t('work.propose.lead')}</label>
          <select id="leadId" name="leadId" required {...invalid('leadId', refusal)}>
            <option value="">{t('work.choose')}</option>
            {institutions.map(({ id, name }) => (
              <option value={id} selected={id === entered?.leadId}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <fieldset>
          <legend>{t('work.propose.supporting')}</legend>
          <div class="columns">
            {institutions.map(({ id, name }) => (
              <label class="choice">
                <input type="checkbox" name="supportingIds" value={id} checked={entered?.supportingIds.includes(id)} />
                <span dir="auto">{name}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <button type="submit">{t('work.propose')}</button>
      </form>
    </ReviewWorkPage>
  );
};
