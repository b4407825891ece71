import type { DateSuits, Tx } from '../platform/index.js';
import { bySuiting } from './polls.rules.js';

/** What the hosts have said to a poll; the date that suits best comes first. Only who is a host now counts. */
export const pollResult = async (tx: Tx, pollId: string) => {
  const { consultation, options, ...poll } = await tx.datePoll.findUniqueOrThrow({
    where: { id: pollId },
    include: {
      consultation: { include: { hosts: { include: { person: true }, orderBy: { position: 'asc' } } } },
      options: { include: { votes: true }, orderBy: [{ startsAt: 'asc' }, { id: 'asc' }] },
    },
  });
  const hosts = consultation.hosts.map(({ person }) => person);
  const hostIds = new Set(hosts.map(({ id }) => id));
  const counted = options.map(({ votes, ...option }) => {
    const said = new Map(votes.filter(({ personId }) => hostIds.has(personId)).map((vote) => [vote.personId, vote]));
    const suits = (wanted: DateSuits) => [...said.values()].filter(({ suits }) => suits === wanted).length;
    const counts = { yes: suits('YES'), ifNeeded: suits('IF_NEEDED'), no: suits('NO') };
    return { ...option, ...counts, said: new Map([...said].map(([personId, vote]) => [personId, vote.suits])) };
  });
  return {
    ...poll,
    consultation: { ...consultation, hosts },
    answered: new Set(counted.flatMap(({ said }) => [...said.keys()])).size,
    options: counted.sort((a, b) => bySuiting(a, b) || a.startsAt.getTime() - b.startsAt.getTime()),
  };
};
export type PollResult = Awaited<ReturnType<typeof pollResult>>;
