import type { Locale } from '../catalogue/index.js';
import { dateText, type PageTranslate } from '../platform/index.js';
import { earliest, type DueForm, type How, type Refused } from './due.form.js';
import type { DueItem } from './due.queries.js';

/** One item of the page, with what was wrong with its answer. */
export interface ItemProps {
  item: DueItem;
  /** Its number on the page: ids of its parts are made of it, which keeps the page light. */
  n: number;
  t: PageTranslate;
  locale: Locale;
  today: string;
  where: { base: string; query: string };
  refused: Refused | undefined;
}

/** How one thing can be answered: here, on the page of its list, or signed in. */
export const Answers = (props: ItemProps) => {
  const { item, n, t, locale, where, today, refused } = props;
  const action = (how: How) => `${where.base}/${item.id}/${how}${where.query}`;
  const entered = (how: How, name: keyof DueForm) => (refused?.how === how ? refused.form[name] : undefined);
  /** Ties a field to what is wrong with it. */
  const field = (how: How, name: keyof DueForm) => {
    const fault = refused?.how === how ? refused.faults.get(name) : undefined;
    return fault === undefined
      ? { name }
      : { name, id: `${name}${n}`, 'aria-invalid': 'true' as const, 'aria-describedby': `${name}${n}e` };
  };
  const fault = (how: How, name: keyof DueForm) => {
    const found = refused?.how === how ? refused.faults.get(name) : undefined;
    return (
      found && (
        <p class="error capital" id={`${name}${n}e`}>
          {t(`due.fault.${found}`)}
        </p>
      )
    );
  };
  if (item.answered.on === 'nowhere') return <p class="quiet">{t('due.by-holder')}</p>;
  if (item.answered.on === 'sign-in') {
    return (
      <p class="notice">
        {t('due.sign-in')} <a href="/sign-in?returnTo=/my-deadlines">{t('sign-in.title')}</a>
      </p>
    );
  }
  const withRemark = (how: 'done' | 'withdraw') => (
    <form method="post" action={action(how)}>
      <label>
        {t('due.remark')}
        <input value={entered(how, 'remark')} {...field(how, 'remark')} />
      </label>
      {fault(how, 'remark')}
      <button aria-describedby={`t${n}`}>{t(`due.${how}`)}</button>
    </form>
  );
  const takeBack = item.request !== null && (
    <details open={refused?.how === 'withdraw'}>
      <summary aria-describedby={`t${n}`}>{t('due.withdraw')}</summary>
      {withRemark('withdraw')}
    </details>
  );
  if (item.answered.on === 'list') {
    return (
      <>
        <form method="post" action={action('open')}>
          <button aria-describedby={`t${n}`}>{t('due.open-list')}</button>
        </form>
        {takeBack}
      </>
    );
  }
  return (
    <>
      {withRemark('done')}
      {takeBack}
      {item.institutionId === null && (
        <p>
          <a href={`/deadlines/${item.id}`}>{t('due.desk')}</a>
        </p>
      )}
      {item.request === null && item.institutionId !== null && (
        <>
          <details open={refused?.how === 'more-time'}>
            <summary aria-describedby={`t${n}`}>{t('due.more-time')}</summary>
            <form method="post" action={action('more-time')}>
              <label>
                {t('due.until', { earliest: dateText(locale, earliest(item.dueOn, today)) })}
                <input type="date" value={entered('more-time', 'until')} {...field('more-time', 'until')} />
              </label>
              {fault('more-time', 'until')}
              <label>
                {t('due.why')}
                <textarea {...field('more-time', 'reason')}>{entered('more-time', 'reason')}</textarea>
              </label>
              {fault('more-time', 'reason')}
              <button>{t('due.ask')}</button>
            </form>
          </details>
          <details open={refused?.how === 'not-ours'}>
            <summary aria-describedby={`t${n}`}>{t('due.not-ours')}</summary>
            <form method="post" action={action('not-ours')}>
              <label>
                {t('due.whose')}
                <input value={entered('not-ours', 'named')} {...field('not-ours', 'named')} />
              </label>
              {fault('not-ours', 'named')}
              <label>
                {t('due.why')}
                <textarea {...field('not-ours', 'reason')}>{entered('not-ours', 'reason')}</textarea>
              </label>
              {fault('not-ours', 'reason')}
              <button>{t('due.say')}</button>
            </form>
          </details>
        </>
      )}
    </>
  );
};
