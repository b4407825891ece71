import type { Hints, Problem } from './records.js';

/** A file seldom names more; where it does, the first are enough to see that it is another file. */
const mostNamed = 5;

/** Where the person said one review and the file says another: the file is believed, and the person should look. */
export const contradictions = (
  { stateUnderReview, session }: Hints,
  read: { states: Set<string>; sessions: Set<number> },
): Problem[] => {
  const found: Problem[] = [];
  if (stateUnderReview !== undefined && read.states.size > 0 && !read.states.has(stateUnderReview)) {
    const states = [...read.states].slice(0, mostNamed).join(' ');
    found.push(doubt('state-differs', { said: stateUnderReview, found: states }));
  }
  if (session !== undefined && read.sessions.size > 0 && !read.sessions.has(session)) {
    const sessions = [...read.sessions].sort((a, b) => a - b).slice(0, mostNamed);
    found.push(doubt('session-differs', { said: session, found: sessions.join(', ') }));
  }
  return found;
};

const doubt = (code: Problem['code'], params: Problem['params']): Problem => ({
  severity: 'doubtful',
  code,
  place: null,
  params,
});
