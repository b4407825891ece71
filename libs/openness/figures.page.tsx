import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import { ConsultationDesk, keepsConsultations } from '../consultations/index.js';
import type { InclusionReferenceModel as Reference } from '../platform/generated/prisma/models.js';
import { Choice, dateText, pageTranslator, TextField } from '../platform/index.js';
import { Compared, GroupTables, nameOf, TotalsTable, WhyFew } from './figures.parts.js';
import type { OfMany, OfOne } from './figures.service.js';
import { countText } from './published.parts.js';

/** Who was asked to one consultation, and who came. */
export const FiguresPage = ({
  caller,
  of,
  references,
}: {
  caller: Caller;
  of: OfOne;
  references: Reference[];
}): VNode => {
  const { locale } = caller;
  const t = pageTranslator(locale);
  const { consultation, figures, former, known } = of;
  return (
    <ConsultationDesk caller={caller} consultation={consultation} tab="/figures" heading={t('openness.figures')}>
      <p>{t('openness.figures.intro')}</p>
      <TotalsTable locale={locale} total={figures.total} />
      <GroupTables locale={locale} groups={figures.groups} />
      <h3>{t('openness.compared')}</h3>
      <Compared
        locale={locale}
        name={t('openness.this-one')}
        figures={figures}
        former={former}
        references={references}
        known={known}
      />
      <WhyFew locale={locale} isExact />
      <p class="actions">
        <a class="button quiet" href={`/consultations/${consultation.id}/figures.csv`}>
          {t('openness.csv')}
        </a>
      </p>
      <p>
        <a href="/consultation-figures">{t('openness.period')}</a>
      </p>
    </ConsultationDesk>
  );
};

/** More are in the file. */
const mostListed = 60;

/** Who was asked to the consultations of a period or about a review, and who came. */
export const PeriodPage = ({
  caller,
  of,
  reviews,
  references,
}: {
  caller: Caller;
  of: OfMany;
  reviews: { id: string; name: string }[];
  references: Reference[];
}): VNode => {
  const { locale } = caller;
  const t = pageTranslator(locale);
  const { period, figures, consultations, known } = of;
  const asked = Object.entries(period).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  const show = (day: string | null) => (day === null ? '…' : dateText(locale, day));
  const name = [
    ...(period.from === null && period.until === null
      ? []
      : [t('openness.period.days', { from: show(period.from), until: show(period.until) })]),
    ...reviews.filter(({ id }) => id === period.reviewId).map((review) => review.name),
  ].join(' · ');
  return (
    <SignedInPage caller={caller} title={t('openness.period')} path="/consultations">
      <p>
        <a href="/consultations">{t('consultations.title')}</a>
      </p>
      <h1>{t('openness.period')}</h1>
      <form method="get" action="/consultation-figures">
        <div class="grid">
          <TextField name="from" type="date" label={t('openness.from')} value={period.from ?? ''} />
          <TextField name="until" type="date" label={t('openness.until')} value={period.until ?? ''} />
          <Choice
            name="reviewId"
            label={t('openness.review')}
            any={t('openness.review.any')}
            chosen={period.reviewId ?? undefined}
            options={reviews.map((review) => [review.id, review.name] as const)}
          />
        </div>
        <button type="submit">{t('openness.show')}</button>
      </form>
      <h2 dir="auto">{name}</h2>
      {consultations.length === 0 ? (
        <p class="quiet">{t('openness.period.none')}</p>
      ) : (
        <>
          <p>{t('openness.period.count', { count: consultations.length })}</p>
          <TotalsTable locale={locale} total={figures.total} />
          <GroupTables locale={locale} groups={figures.groups} />
          <h3>{t('openness.compared')}</h3>
          <Compared
            locale={locale}
            name={t('openness.this-period')}
            figures={figures}
            former={null}
            references={references}
            known={known}
          />
          <Each caller={caller} consultations={consultations.slice(0, mostListed)} />
          <WhyFew locale={locale} isExact={keepsConsultations(caller)} />
          <p class="actions">
            <a class="button quiet" href={`/consultation-figures.csv?${new URLSearchParams(asked).toString()}`}>
              {t('openness.csv')}
            </a>
          </p>
        </>
      )}
      {keepsConsultations(caller) && (
        <p>
          <a href="/consultation-figures/references">{t('openness.references')}</a>
        </p>
      )}
    </SignedInPage>
  );
};

const Each = ({ caller, consultations }: { caller: Caller; consultations: OfMany['consultations'] }) => {
  const { locale } = caller;
  const t = pageTranslator(locale);
  return (
    <div class="scroll">
      <table class="numbers">
        <caption>{t('openness.each')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('openness.column.consultation')}</th>
            <th scope="col">{t('openness.column.invited')}</th>
            <th scope="col">{t('openness.column.yes')}</th>
            <th scope="col">{t('openness.column.came')}</th>
            <th scope="col">{t('openness.column.institutions')}</th>
          </tr>
        </thead>
        <tbody>
          {consultations.map((each) => (
            <tr>
              <th scope="row" dir="auto">
                {keepsConsultations(caller) ? (
                  <a href={`/consultations/${each.id}/figures`}>{nameOf(each, locale)}</a>
                ) : (
                  nameOf(each, locale)
                )}
              </th>
              {[each.invited, each.yes, each.came, each.institutionsCame].map((count) => (
                <td>{countText(count, locale)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
