import { readdirSync } from 'node:fs';
import path from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import type { JobHandlers, Outbox, Subscriptions } from '../platform/outbox.js';
import type { Tx } from '../platform/database.js';
import { system } from '../platform/actor.js';
import { events, eventNames, intakeTexts, jobs, locales, mails, mailTexts, pageTexts, queues } from './index.js';
import type { EventPayload, Locale, MailKey, Translate } from './index.js';

const files: Record<string, Record<Locale, Record<string, string>>> = {
  mails: mailTexts,
  pages: pageTexts,
  intake: intakeTexts,
};
type Ast = ReturnType<IntlMessageFormat['getAst']>;

const parse = (source: string, locale: Locale) => new IntlMessageFormat(source, locale, undefined, { ignoreTag: true });

/** How the parser marks what is not to be filled in. */
const words = 0;
const kindOf = ({ type }: { type: number }) => type;

/** The names a sentence is to be filled with, in all its branches. */
const placeholders = (ast: Ast): string[] =>
  ast.flatMap((part) => [
    ...('value' in part && kindOf(part) !== words ? [part.value] : []),
    ...('options' in part ? Object.values(part.options).flatMap(({ value }) => placeholders(value)) : []),
  ]);
const placeholdersOf = (source: string, locale: Locale) =>
  [...new Set(placeholders(parse(source, locale).getAst()))].sort();

describe.each(Object.entries(files))('the sentences of the %s', (_, texts) => {
  const keys = Object.keys(texts.en);

  it.each(locales)('are all there in %s, and no others', (locale) => {
    expect(Object.keys(texts[locale])).toEqual(keys);
    expect(keys.filter((key) => texts[locale][key]?.trim() === '')).toEqual([]);
  });

  it.each(locales)('ask in %s for the same values as in English', (locale) => {
    const asked = (of: Locale) =>
      Object.fromEntries(keys.map((key) => [key, placeholdersOf(texts[of][key] ?? '', of)]));
    expect(asked(locale)).toEqual(asked('en'));
  });

  it.each(locales)('can be filled in %s with none, one and many', (locale) => {
    for (const key of keys) {
      const source = texts[locale][key] ?? '';
      for (const number of [0, 1, 2, 5, 21]) {
        const values = Object.fromEntries(placeholdersOf(source, locale).map((name) => [name, number]));
        const filled = String(parse(source, locale).format(values));
        expect(filled.trim()).not.toBe('');
        expect(filled).not.toMatch(/[{}]/);
      }
    }
  });

  it.each(locales)('are composed Unicode in %s, without blanks at their ends', (locale) => {
    const faulty = Object.entries(texts[locale]).filter(
      ([, text]) => text !== text.normalize('NFC') || text !== text.trim(),
    );
    expect(faulty).toEqual([]);
  });
});

describe('names of the catalogue', () => {
  const word = '[a-z]+(?:-[a-z]+)*';

  it('call an event by its noun and its verb', () => {
    expect(eventNames.filter((name) => !new RegExp(`^${word}\\.${word}$`).test(name))).toEqual([]);
  });

  it('call a subscriber by its feature, which exists, and what it does', () => {
    const features = readdirSync(path.join(import.meta.dirname, '..'));
    const subscribers = Object.values(events).flatMap(({ heardBy }) => heardBy as readonly string[]);
    expect(subscribers.length).toBeGreaterThan(0);
    for (const subscriber of subscribers) {
      const [, feature] = /^([a-z]+)\.[a-z][a-zA-Z]*$/.exec(subscriber) ?? [];
      expect(features).toContain(feature);
    }
  });

  it('say of every event which ids it is about, and nothing of people but their ids', () => {
    for (const { payload } of Object.values(events)) {
      for (const key of Object.keys(payload.shape))
        expect(key).toMatch(/Id$|On$|^(role|countryCode|formerZone|isFinal|isTold|answer)$/);
    }
  });

  it('put every job into a queue that exists, and its ids only into the payload', () => {
    for (const { queue, payload } of Object.values(jobs)) {
      expect(Object.keys(queues)).toContain(queue);
      for (const key of Object.keys(payload.shape)) expect(key).toMatch(/Id$|On$|^subscriber$/);
    }
  });

  it('call a mail what it is called in the list', () => {
    for (const [name, mail] of Object.entries(mails)) expect(mail.name).toBe(name);
  });
});

/** What the compiler refuses: a line below that compiles is an error of its own. Nothing here is ever run. */
export const refused = {
  jobs: async (outbox: Outbox, tx: Tx) => {
    await outbox.enqueue(tx, 'mail.send', { mailId: 'one' });
    // @ts-expect-error another job's payload
    await outbox.enqueue(tx, 'mail.send', { mandateId: 'one' });
    // @ts-expect-error no such job
    await outbox.enqueue(tx, 'mail.forget', {});
  },
  handlers: (all: JobHandlers) => {
    const { 'mail.send': _, ...others } = all;
    // @ts-expect-error a handler is missing
    const handlers: JobHandlers = others;
    return handlers;
  },
  swapped: (all: JobHandlers) => {
    // @ts-expect-error a handler of another job
    const handlers: JobHandlers = { ...all, 'mandate.expire': all['mail.send'] };
    return handlers;
  },
  subscriptions: (all: Subscriptions) => {
    const { 'mandate.ended': _, ...others } = all;
    // @ts-expect-error nobody hears an event that somebody should hear
    const deaf: Subscriptions = others;
    // @ts-expect-error a subscriber is missing
    const missing: Subscriptions = { ...all, 'mandate.ended': {} };
    return [deaf, missing];
  },
  events: async (outbox: Outbox, tx: Tx) => {
    await outbox.publish(tx, 'review.changed', { reviewId: 'one' }, { by: system });
    // @ts-expect-error no such event
    await outbox.publish(tx, 'review.vanished', { reviewId: 'one' }, { by: system });
    // @ts-expect-error another event's facts
    await outbox.publish(tx, 'review.changed', { importId: 'one' }, { by: system });
    // @ts-expect-error nobody did it
    await outbox.publish(tx, 'review.changed', { reviewId: 'one' }, {});
  },
  payloads: (fact: EventPayload<'review.changed'>) => {
    // @ts-expect-error a review is not a cluster
    const other: EventPayload<'cluster.formed'> = fact;
    return other;
  },
  sentences: (t: Translate<MailKey>) => {
    t('greeting', { name: 'Sok Dara' });
    // @ts-expect-error no such sentence
    t('farewell');
  },
  languages: (all: typeof mailTexts) => {
    const { greeting: _, ...khmer } = all.km;
    // @ts-expect-error a sentence is missing in one language
    const texts: typeof mailTexts = { ...all, km: khmer };
    return texts;
  },
};
