import { loggable } from '../platform/index.js';
import type { ImapMailbox } from './mailbox.imap.js';

/** What is done with the messages of a mailbox. */
interface Reading {
  /** Read in one turn; the others have the next. */
  most: number;
  /** Takes a message in, and says in a word what it was. Twice must do what once does. */
  take: (source: Buffer) => Promise<string>;
  /** Throws while our own side does not work. */
  isWell: () => Promise<unknown>;
  /** Hears of a message that cannot be taken. */
  setAside: (facts: Record<string, unknown>) => void;
}

/**
 * Takes in what nobody has seen in a mailbox, marks it as seen, and hangs up. A message counts as read once it is recorded: a
 * crash in between reads it again. What fails twice while mailbox and database answer is at fault itself: it is flagged, lest
 * the others are never read.
 */
export const readUnseen = async (
  mailbox: ImapMailbox,
  { most, take, isWell, setAside }: Reading,
): Promise<{ counts: Map<string, number>; isMore: boolean }> => {
  const once = async (uid: number): Promise<string> => {
    const source = await mailbox.source(uid);
    return source === null ? 'GONE' : take(source);
  };
  const outcomeOf = (uid: number): Promise<string> =>
    once(uid).catch(async () => {
      await mailbox.reach();
      await isWell();
      return once(uid).catch((error: unknown) => {
        setAside({ uid, ...loggable(error) });
        return 'SET_ASIDE';
      });
    });
  try {
    const unseen = await mailbox.unseen();
    const counts = new Map<string, number>();
    for (const uid of unseen.slice(0, most)) {
      const outcome = await outcomeOf(uid);
      await mailbox.mark(uid, outcome === 'SET_ASIDE' ? ['\\Seen', '\\Flagged'] : ['\\Seen']);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
    return { counts, isMore: unseen.length > most };
  } finally {
    await mailbox.close();
  }
};
