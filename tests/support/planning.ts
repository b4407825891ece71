import type { SetRule } from '../../libs/deadlines/index.js';
import { toDay } from '../../libs/platform/index.js';
import type { Api } from './api.js';
import { aPerson } from './factories.js';

/** One line of before and after. */
export interface Change {
  deadlineId: string | null;
  title: string;
  institution: string | null;
  from: string | null;
  to: string | null;
  isPast: boolean;
}

/** Rules, dates and deadlines as coordinators of three languages handle them over the API. */
export async function aPlanner(api: Api) {
  const people: Record<string, string> = {};
  for (const locale of ['en', 'fr', 'km']) {
    people[locale] = (await aPerson(api.db, { roles: ['COORDINATOR'], locale })).id;
  }
  const ask = async (method: string, path: string, payload?: unknown, locale = 'en') => {
    // Sessions end when a test moves the clock on.
    const headers = await api.signIn(people[locale] ?? '');
    return api.request({ method, url: `/api/v1/${path}`, headers, payload });
  };
  /** Posts what must be taken. */
  const post = async <T>(path: string, payload: unknown, locale = 'en'): Promise<T> => {
    const answer = await ask('POST', path, payload, locale);
    if (answer.statusCode >= 300) throw new Error(answer.body);
    return answer.json<T>();
  };
  let codes = 0;

  return {
    ask,
    post,
    /** Sets a rule. Returns what would set its next version. */
    async aRule(facts: Partial<SetRule> = {}) {
      codes += 1;
      const rule = {
        code: `P-${codes}`,
        titles: { en: `Deadline ${codes}` },
        kind: 'REPORT' as const,
        anchor: 'LETTER' as const,
        offset: 10,
        unit: 'DAYS' as const,
        timeZone: 'Asia/Phnom_Penh',
        source: 'Our own practice',
        confirmed: true,
        ...facts,
      };
      const { ruleId } = await post<{ ruleId: string }>('deadline-rules', { rule, reason: 'For the test' });
      return { ...rule, replacesId: ruleId };
    },
    /** Notes a date. */
    aDate: (day: string, facts: object = {}) =>
      post<{ anchor: { id: string }; changes: Change[] }>('anchors', {
        kind: 'LETTER',
        title: 'AL KHM 1/2018',
        day,
        ...facts,
      }),
    async deadlinesOf(anchorId: string, code?: string) {
      const rows = await api.db.now.deadline.findMany({
        where: { anchorId, ...(code !== undefined && { rule: { code } }) },
        include: { rule: true },
        orderBy: [{ dueOn: 'asc' }, { rule: { code: 'asc' } }],
      });
      return rows.map(({ id, dueOn, rule, status }) => ({ id, code: rule?.code ?? '', dueOn: toDay(dueOn), status }));
    },
    async dueOn(anchorId: string, code: string) {
      return (await this.deadlinesOf(anchorId, code)).map((one) => one.dueOn);
    },
    async explained(id: string, locale = 'en') {
      return (await ask('GET', `deadlines/${id}`, undefined, locale)).json<{ explanation: string }>().explanation;
    },
  };
}
