import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import {
  Group,
  momentText,
  pageTranslator,
  TextField,
  type FormRefusal,
  type PageTranslate,
} from '../platform/index.js';
import { ClashList, ConsultationDesk, spanText } from './consultation.parts.js';
import { keepsConsultations } from './consultations.access.js';
import type { Clashes, ConsultationDetail, PollView } from './consultations.views.js';
import { saidOf, type Done } from './desk.forms.js';
import { mostOptions, type PollForm } from './dates.forms.js';

export interface PollPageProps {
  caller: Caller;
  consultation: ConsultationDetail;
  /** The last one first. */
  polls: PollView[];
  /** For each date of the last poll. */
  clashes: Clashes[];
  entered: PollForm;
  done: Done;
  refusal?: FormRefusal;
}

/** Rows that are shown without asking for more. */
const shownRows = 5;

/** Which dates suit the hosts: asked, answered, and one of them chosen. */
export const PollPage = (props: PollPageProps): VNode => {
  const { caller, consultation, polls, done, refusal } = props;
  const t = pageTranslator(caller.locale);
  const [last] = polls;
  const mayAsk = keepsConsultations(caller) && ['DRAFT', 'POSTPONED'].includes(consultation.status);
  const isOpen = last?.closedAt === null;
  return (
    <ConsultationDesk
      caller={caller}
      consultation={consultation}
      tab=""
      heading={t('consultations.act.poll')}
      said={saidOf(done, t)}
      refusal={refusal}
    >
      {last && <Results {...props} poll={last} mayChoose={mayAsk} t={t} />}
      {!last && !mayAsk && <p>{t('consultations.poll.none')}</p>}
      {mayAsk && !isOpen && <OpenForm {...props} isAnother={last !== undefined} t={t} />}
    </ConsultationDesk>
  );
};

type Part = PollPageProps & { t: PageTranslate };

const Results = ({
  caller,
  consultation,
  clashes,
  poll,
  mayChoose,
  t,
}: Part & { poll: PollView; mayChoose: boolean }) => {
  const { id, hosts, timeZone } = consultation;
  const isOpen = poll.closedAt === null;
  const moment = (at: string) => momentText(caller.locale, new Date(at), timeZone);
  return (
    <>
      <p>
        {poll.closedAt === null
          ? t('consultations.poll.closes', { when: moment(poll.closesAt) })
          : t('consultations.poll.closed', { when: moment(poll.closedAt) })}{' '}
        {t('consultations.poll.answered', { answered: poll.answered, hosts: poll.hosts })}
      </p>
      <div class="scroll" tabIndex={0} role="group" aria-label={t('consultations.poll.table')}>
        <table>
          <caption>{t('consultations.poll.caption', { zone: timeZone })}</caption>
          <thead>
            <tr>
              <th scope="col">{t('consultations.poll.date')}</th>
              <th scope="col">{t('consultations.poll.counts')}</th>
              {hosts.map(({ name }) => (
                <th scope="col" dir="auto">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {poll.options.map((option, index) => (
              <tr>
                <th scope="row">
                  {spanText(option, caller.locale)}
                  {hasClashes(clashes[index]) && clashes[index] && (
                    <ClashList clashes={clashes[index]} caller={caller} />
                  )}
                  {mayChoose && (
                    <a
                      class="below"
                      href={`/consultations/${id}/schedule?option=${option.id}`}
                      aria-label={t('consultations.poll.choose.of', { date: spanText(option, caller.locale) })}
                    >
                      {t('consultations.poll.choose')}
                    </a>
                  )}
                </th>
                <td>{t('consultations.poll.tally', { yes: option.yes, ifNeeded: option.ifNeeded, no: option.no })}</td>
                {hosts.map((host) => {
                  const said = option.answers.find(({ personId }) => personId === host.id);
                  return <td>{said ? t(`consultations.suits.${said.suits}`) : '–'}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {mayChoose && isOpen && (
        <form method="post" action={`/consultations/${id}/poll/${poll.id}/close`}>
          <button class="quiet" type="submit">
            {t('consultations.poll.close')}
          </button>
        </form>
      )}
    </>
  );
};

const hasClashes = (clashes: Clashes | undefined): boolean =>
  clashes !== undefined && clashes.closed.length + clashes.consultations.length > 0;

const OpenForm = ({ consultation, entered, refusal, isAnother, t }: Part & { isAnother: boolean }) => {
  const rows = Array.from({ length: mostOptions }, (_, n) => n);
  const isMore = entered.options.slice(shownRows).some(({ from, until }) => from !== '' || until !== '');
  const row = (n: number) => (
    <div class="grid">
      {(['from', 'until'] as const).map((field) => (
        <TextField
          name={`${field}-${n}`}
          type="datetime-local"
          label={t(`consultations.poll.${field}`, { n: n + 1 })}
          value={entered.options[n]?.[field]}
        />
      ))}
    </div>
  );
  return (
    <>
      <h3>{t(isAnother ? 'consultations.poll.again' : 'consultations.poll.ask')}</h3>
      <p>{t('consultations.poll.hint', { zone: consultation.timeZone })}</p>
      <form method="post" action={`/consultations/${consultation.id}/poll`}>
        <div class="narrow">
          <TextField
            name="closesAt"
            type="datetime-local"
            label={t('consultations.poll.closesAt')}
            hint={t('consultations.poll.closesAt.hint')}
            value={entered.closesAt}
            isRequired
            refusal={refusal}
          />
        </div>
        <Group
          id="options"
          label={t('consultations.poll.dates')}
          hint={t('consultations.poll.dates.hint')}
          refusal={refusal}
        >
          {rows.slice(0, shownRows).map(row)}
          <details open={isMore}>
            <summary>{t('consultations.poll.more')}</summary>
            {rows.slice(shownRows).map(row)}
          </details>
        </Group>
        <button type="submit">{t('consultations.poll.open')}</button>
      </form>
    </>
  );
};
