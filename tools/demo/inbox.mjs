// The mails in the mailbox, as the people who got them see them: by recipient, by thread, by kind.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../stale.mjs';
import { until } from './http.mjs';

const locales = ['en', 'fr', 'km'];

/** A subject of the locale files as a pattern: what is filled in may be anything. */
function patternOf(subject) {
  let depth = 0;
  let pattern = '';
  for (const character of subject.replaceAll("''", "'")) {
    if (character === '{' && depth++ === 0) pattern += '.+';
    else if (character === '}') depth -= 1;
    else if (depth === 0) pattern += character.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\s/, '\\s+');
  }
  return new RegExp(`^${pattern}$`, 'u');
}

/** The one with most words of its own first: “Reminder: … by …” before “… by …”. */
const subjects = locales
  .flatMap((locale) => {
    const texts = JSON.parse(readFileSync(path.join(root, `libs/catalogue/locales/${locale}/mails.json`), 'utf8'));
    return Object.entries(texts)
      .filter(([key]) => key.endsWith('.subject'))
      .map(([key, subject]) => ({
        locale,
        kind: key.replace(/(-\w+)?\.subject$/, (_, form) => (key.startsWith('digest') ? '' : (form ?? ''))),
        pattern: patternOf(subject),
      }));
  })
  .sort((one, other) => other.pattern.source.length - one.pattern.source.length);

/** The kind of a mail, by its subject in the language it says it is written in. */
export const kindOf = ({ subject, headers }) =>
  subjects.find(({ locale, pattern }) => locale === headers['content-language'] && pattern.test(subject))?.kind ??
  'other';

/** The link of a mail that leads to a page of the product. */
export function linkIn(mail, page) {
  const link = mail.links.find((address) => new URL(address).pathname.startsWith(`${page}/`));
  if (!link) throw new Error(`The mail “${mail.subject}” has no link to ${page}.`);
  return link;
}

export class Inbox {
  constructor(mailboxUrl) {
    this.url = mailboxUrl;
  }

  /** Newest first. */
  async mails({ to, since, thread, kind } = {}) {
    const query = new URLSearchParams({ ...(to && { to }), ...(since && { since: since.toISOString() }) });
    const mails = await (await fetch(`${this.url}/api/messages?${query}`)).json();
    return mails.filter(
      (mail) =>
        (!thread || (mail.headers['in-reply-to'] ?? '').includes(`thread-${thread}@`)) &&
        (!kind || kindOf(mail) === kind),
    );
  }

  /** Waits until each of these addresses has a mail of the kind, and sees that none has two and nobody else has one. */
  async oneEach(addresses, which) {
    const waitingFor = async () => {
      const mails = await this.mails(which);
      const reached = new Set(mails.map(({ to }) => to.join()));
      return addresses.every((address) => reached.has(address)) && mails;
    };
    const what = `${addresses.length} mails of the kind ${which.kind} arrive`;
    const mails = await until(what, waitingFor);
    assertOneEach(addresses, mails, which.kind);
    return mails;
  }
}

/** Exactly one mail for each of these addresses, and none for anybody else. */
export function assertOneEach(addresses, mails, kind) {
  const got = mails.map(({ to }) => to.join()).sort();
  const wanted = [...addresses].sort();
  if (got.join() !== wanted.join()) {
    throw new Error(`One mail (${kind}) to each of ${wanted.join(', ')} was due; they went to ${got.join(', ')}.`);
  }
}

/** How many of each: `{ en: 4, fr: 2 }` as `en 4, fr 2`. */
export const countBy = (items, keyOf) => {
  const counts = new Map();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return [...counts].sort(([one], [other]) => one.localeCompare(other));
};
