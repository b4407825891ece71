import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { secretariat, type Caller } from '../access/index.js';
import { isPageKey, mails, type Locale, type MailName } from '../catalogue/index.js';
import { MechanismService } from '../directory/index.js';
import {
  addDays,
  Config,
  Database,
  groupBy,
  localeFor,
  momentAt,
  NotFound,
  pageTranslator,
  readCursor,
  toPage,
  type PageOf,
} from '../platform/index.js';
import { renderMail, renderSubject } from '../platform/mail-render.js';
import type { MailFacts, MailQuery, ToldDeadline, WholeMail } from './correspondence.schemas.js';
import {
  bouncesOf,
  findMail,
  findMails,
  toldIn,
  type BounceRow,
  type MailFilter,
  type MailRow,
  type ToldRow,
} from './ledger.queries.js';
import { titleIn, withoutAddresses } from './ledger.rules.js';

const portion = 500;

type Reader = Pick<Caller, 'locale' | 'rights' | 'mechanism'>;
/** Days as a reader names them. */
interface Days {
  from?: string | undefined;
  to?: string | undefined;
}
export type Asked = Omit<MailFilter, 'from' | 'until'> & Days;

/** The ledger of mails, as proof: who was told what, when, and what the server said. */
@Injectable()
export class LedgerService {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly mechanism: MechanismService,
  ) {}

  /** A page, the newest mails first. */
  async list(
    { cursor, limit, ...asked }: Asked & Pick<MailQuery, 'cursor' | 'limit'>,
    reader: Reader,
  ): Promise<PageOf<MailFacts>> {
    const place = readCursor(cursor, z.tuple([z.iso.datetime(), z.uuid()]));
    const rows = await findMails(this.db.now, await this.filterOf(asked), {
      order: 'newest',
      after: place && [new Date(place[0]), place[1]],
      limit: limit + 1,
    });
    const show = await this.shower(rows, reader);
    return toPage(rows, limit, (row) => [row.createdAt.toISOString(), row.id], show);
  }

  async get(id: string, reader: Reader): Promise<WholeMail> {
    const row = await findMail(this.db.now, id);
    if (!row) throw new NotFound('mail');
    const show = await this.shower([row], reader);
    const bounces = await bouncesOf(this.db.now, [id]);
    const hide = hiderFor(reader);
    return {
      ...show(row),
      text: hide(this.textOf(row, reader)),
      bounces: bounces.map((bounce) => asFacts(bounce, hide)),
    };
  }

  /** All mails asked for, the oldest first, a portion at a time: the ledger may be long. */
  async *all(asked: Asked, reader: Reader): AsyncGenerator<MailFacts[]> {
    const filter = await this.filterOf(asked);
    let after: [Date, string] | null = null;
    for (;;) {
      const rows: MailRow[] = await findMails(this.db.now, filter, { order: 'oldest', after, limit: portion });
      if (rows.length > 0) yield rows.map(await this.shower(rows, reader));
      const last = rows.at(-1);
      if (!last || rows.length < portion) return;
      after = [last.createdAt, last.id];
    }
  }

  private async filterOf({ from, to, ...others }: Asked): Promise<MailFilter> {
    const { timeZone } = await this.mechanism.get();
    return {
      ...others,
      from: from === undefined ? undefined : momentAt(from, '00:00', timeZone),
      until: to === undefined ? undefined : momentAt(addDays(to, 1), '00:00', timeZone),
    };
  }

  /** What belongs to the rows, looked up once for all. */
  private async shower(rows: MailRow[], reader: Reader): Promise<(row: MailRow) => MailFacts> {
    const ids = rows.map(({ id }) => id);
    const told = groupBy(await toldIn(this.db.now, ids), ({ mailId }) => mailId);
    const bounces = new Map((await bouncesOf(this.db.now, ids)).map((bounce) => [bounce.mailId, bounce]));
    const hide = hiderFor(reader);
    return (row) => {
      const bounce = bounces.get(row.id);
      return {
        id: row.id,
        person: row.personId !== null && row.person !== null ? { id: row.personId, name: row.person } : null,
        // Empty: of somebody who was forgotten.
        address: isOfSecretariat(reader) && row.address !== '' ? row.address : null,
        name: row.name,
        what: mailName(row.name, reader.locale),
        subject: hide(this.subjectOf(row, reader)),
        createdAt: row.createdAt.toISOString(),
        sentAt: row.sentAt?.toISOString() ?? null,
        status: row.status,
        serverAnswer: hide(row.serverAnswer),
        attempts: row.attempts,
        lastError: hide(row.lastError),
        bounce: bounce ? asFacts(bounce, hide) : null,
        deadlines: (told.get(row.id) ?? []).map((one) => {
          const isHidden = one.restricted && !isOfSecretariat(reader);
          return asDeadline(isHidden ? { ...one, title: null, titles: null } : one, reader.locale);
        }),
      };
    };
  }

  private subjectOf(row: MailRow, reader: Reader): string | null {
    return this.rendered(row, reader, renderSubject);
  }

  private textOf(row: MailRow, reader: Reader): string | null {
    return this.rendered(row, reader, renderMail)?.text ?? null;
  }

  /** As it was sent, but for its links: they act for the person they were sent to. Null for mails of other versions. */
  private rendered<T>({ name, props, locale }: MailRow, { mechanism }: Reader, render: Render<T>): T | null {
    if (!isMail(name) || !mails[name].props.safeParse(props).success) return null;
    const language = localeFor(locale);
    const link = (): string => pageTranslator(language)('mails.link');
    const isAnsweredByMail = this.config.mailAnswers !== undefined;
    return render(name, props, { locale: language, mechanism, home: this.config.publicUrl, link, isAnsweredByMail });
  }
}

type Render<T> = (name: MailName, props: unknown, rendering: Parameters<typeof renderMail>[2]) => T;

const isMail = (name: string): name is MailName => Object.hasOwn(mails, name);

/** What kinds of mails are called: a mail without a name does not compile. Those of other versions keep the name they had, or their bare one. */
const mailName = (name: string, locale: Locale): string => {
  const t = pageTranslator(locale);
  if (isMail(name)) return t(`mails.name.${name}`);
  const former = `mails.name.${name}`;
  return isPageKey(former) ? t(former) : name;
};

const isOfSecretariat = ({ rights }: Reader): boolean => secretariat.some((right) => rights.has(right));

const hiderFor = (reader: Reader) => (text: string | null) =>
  text === null || isOfSecretariat(reader) ? text : withoutAddresses(text);

const asFacts = (row: BounceRow, hide: (text: string | null) => string | null) => ({
  at: row.receivedAt.toISOString(),
  action: row.action,
  status: row.status,
  said: hide(row.diagnostic),
});

/** The kind of a deadline says what it is about where nothing else does. */
export const asDeadline = (
  row: Pick<ToldRow, 'id' | 'title' | 'titles' | 'kind' | 'dueOn'>,
  locale: Locale,
): ToldDeadline => ({
  id: row.id,
  title: row.title ?? titleIn(locale, row.titles) ?? pageTranslator(locale)(`mails.deadline.${row.kind}`),
  dueOn: row.dueOn,
});
