import ICAL from 'ical.js';
import { FeedsService } from '../../libs/feeds/index.js';
import { fromDay, newId, system, type DeadlineKind, type DeadlineStatus } from '../../libs/platform/index.js';
import { anApi } from './api.js';
import { aMandate, aMechanism, anInstitution, aPerson } from './factories.js';

interface DeadlineFacts {
  institutionId?: string | null;
  kind?: DeadlineKind;
  title?: string | null;
  dueOn?: string;
  timeZone?: string;
  status?: DeadlineStatus;
  closedAt?: string;
  restricted?: boolean;
  ruleId?: string;
  anchorId?: string;
  sequence?: number;
}

/** An API with calendars, and what tests of them need: deadlines, whom they fall to, and a reader of iCalendar that is not ours. */
export async function aFeedsApi() {
  const api = await anApi();
  const feeds = api.app.get(FeedsService);
  const { now: db } = api.db;
  await aMechanism(api.db);
  const get = (url: string, headers: Record<string, string> = {}) => api.request({ url, headers });
  const pathOf = (feed: { id: string }) => new URL(feeds.addressOf(feed)).pathname;
  const read = async (url: string) => {
    const answer = await get(url);
    expect(answer.statusCode).toBe(200);
    return eventsIn(answer.body);
  };

  return {
    api,
    feeds,
    db,
    get,
    pathOf,
    /** What another program reads of a calendar. */
    read,
    summaries: async (url: string) => (await read(url)).map(({ summary }) => summary),
    aDeadline: ({ dueOn = '2026-03-31', closedAt, ...facts }: DeadlineFacts = {}) =>
      db.deadline.create({
        data: {
          kind: 'FREE',
          title: 'Send the figures',
          timeZone: 'Asia/Phnom_Penh',
          createdAt: new Date('2026-02-01T00:00:00Z'),
          changedAt: new Date('2026-02-02T00:00:00Z'),
          ...facts,
          dueOn: fromDay(dueOn),
          ...(closedAt !== undefined && { closedAt: new Date(closedAt) }),
        },
      }),
    anAnchor: ({
      day = '2026-06-15',
      ...facts
    }: {
      kind: 'REVIEW' | 'COUNCIL_SESSION' | 'LETTER' | 'ASSIGNMENT_APPROVAL';
      title: string;
      day?: string;
      restricted?: boolean;
    }) => db.anchor.create({ data: { subjectId: newId(), day: fromDay(day), mechanism: 'UPR', ...facts } }),
    ruleOf: async (code: string) => (await db.deadlineRule.findFirstOrThrow({ where: { code } })).id,
    /** Somebody who acts for an institution, and the address of their calendar. */
    async aFocalPoint({
      endsOn = null,
      ...facts
    }: { locale?: string; timeZone?: string; endsOn?: string | null } = {}) {
      const [person, institution] = [await aPerson(api.db, facts), await anInstitution(api.db)];
      await aMandate(api.db, { personId: person.id, institutionId: institution.id, endsOn });
      const feed = await feeds.make({ personId: person.id }, system);
      return { person, institution, feed, path: pathOf(feed) };
    },
  };
}
export type FeedsApi = Awaited<ReturnType<typeof aFeedsApi>>;

const eventsIn = (ics: string) => {
  const calendar = new ICAL.Component(ICAL.parse(ics) as unknown[]);
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      summary: event.summary,
      description: event.description,
      sequence: event.sequence,
      start: event.startDate,
      end: event.endDate,
      status: String(component.getFirstPropertyValue('status')),
      classified: component.getFirstPropertyValue('class'),
      alarms: component.getAllSubcomponents('valarm').map((alarm) => String(alarm.getFirstPropertyValue('trigger'))),
    };
  });
};
