import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import {
  AnchorKind,
  colon,
  dateText,
  groupBy,
  momentText,
  pageTranslator,
  type OffsetUnit,
  type PageTranslate,
} from '../platform/index.js';
import type { Done } from './desk.forms.js';
import { decidesDeadlines, DeskPage, mechanismText } from './desk.parts.js';
import type { DeadlineRule } from './rules.schemas.js';

/** When, in words: `12 weeks before the review`. */
export const whenText = (
  {
    anchor,
    afterCode,
    offset,
    unit,
  }: { anchor: AnchorKind; afterCode: string | null; offset: number; unit: OffsetUnit },
  t: PageTranslate,
): string =>
  t('rules.when', {
    side: offset === 0 ? 'on' : offset < 0 ? 'before' : 'after',
    distance: t('explain.distance', { unit, amount: Math.abs(offset) }),
    anchor: t(`anchors.from.${anchor}`, { code: afterCode ?? '' }),
  });

/** The rules by what they are reckoned from, each with what it was before. */
export const RulesPage = ({
  caller,
  rules,
  earlier,
  done,
}: {
  caller: Caller;
  /** In force. */
  rules: DeadlineRule[];
  /** Replaced, the oldest first. */
  earlier: DeadlineRule[];
  done: Done;
}): VNode => {
  const t = pageTranslator(caller.locale);
  const byAnchor = groupBy(rules, ({ anchor }) => anchor);
  const earlierOf = groupBy(earlier, ({ code }) => code);
  return (
    <DeskPage caller={caller} title={t('rules.title')} path="/deadline-rules" done={done}>
      <p>{t('rules.intro')}</p>
      {decidesDeadlines(caller) && (
        <div class="actions">
          <a class="button" href="/deadline-rules/new">
            {t('rules.new')}
          </a>
        </div>
      )}
      {Object.values(AnchorKind).map((anchor) => {
        const ofAnchor = byAnchor.get(anchor) ?? [];
        return (
          ofAnchor.length > 0 && (
            <>
              <h2>{t('rules.from', { anchor: t(`anchors.kind.${anchor}`) })}</h2>
              <ul class="list">
                {ofAnchor.map((rule) => (
                  <Rule rule={rule} earlier={earlierOf.get(rule.code) ?? []} caller={caller} t={t} />
                ))}
              </ul>
            </>
          )
        );
      })}
    </DeskPage>
  );
};

const Rule = (props: { rule: DeadlineRule; earlier: DeadlineRule[]; caller: Caller; t: PageTranslate }) => {
  const { rule, earlier, caller, t } = props;
  return (
    <li id={rule.code}>
      <p class="badges">
        <strong>{rule.code}</strong>
        {!rule.confirmed && <span class="badge warn">{t('rules.unconfirmed')}</span>}
        {rule.formal && <span class="badge">{t('rules.public')}</span>}
        {rule.mechanism !== null && <span class="badge">{mechanismText(rule.mechanism, caller.locale)}</span>}
      </p>
      <h3 class="text" dir="auto">
        {rule.titles[caller.locale] ?? rule.titles.en}
      </h3>
      <p>
        <strong>{whenText(rule, t)}</strong>
        {rule.roll !== 'NONE' && `, ${t(`rules.roll.${rule.roll}`)}`}
      </p>
      <p class="quiet" dir="auto">
        {t('rules.source')}
        {colon(caller.locale)} {rule.source}
        <br />
        {[t(`rules.owner.${rule.owner}`), rule.timeZone, ...validity(rule, caller, t)].join(' · ')}
      </p>
      {decidesDeadlines(caller) && (
        <p>
          <a
            href={`/deadline-rules/${rule.id}`}
            aria-label={`${t('rules.change')}${colon(caller.locale)} ${rule.code}`}
          >
            {t('rules.change')}
          </a>
        </p>
      )}
      {earlier.length > 0 && (
        <details>
          <summary>{t('rules.earlier', { count: earlier.length })}</summary>
          <ol class="list">
            {earlier.map((before) => (
              <li>
                {[whenText(before, t), ...validity(before, caller, t)].join(' · ')}
                <span class="quiet below">
                  {t('rules.replaced', {
                    set: momentText(caller.locale, new Date(before.setAt), caller.timeZone),
                    replaced: momentText(caller.locale, new Date(before.replacedAt ?? before.setAt), caller.timeZone),
                  })}
                </span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </li>
  );
};

const validity = ({ validFrom, validUntil }: DeadlineRule, { locale }: Caller, t: PageTranslate): string[] => [
  ...(validFrom === null ? [] : [t('rules.valid-from', { day: dateText(locale, validFrom) })]),
  ...(validUntil === null ? [] : [t('rules.valid-until', { day: dateText(locale, validUntil) })]),
];
