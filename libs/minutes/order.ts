import type { Tx } from '../platform/index.js';

type Fact = { consultationId: string };

/** Does something for each consultation of some facts, once, in one order for everybody: so that no two wait for each other. */
export const eachConsultation =
  (work: (fact: Fact, tx: Tx) => Promise<void>) =>
  async (facts: Fact[], tx: Tx): Promise<void> => {
    const ids = [...new Set(facts.map(({ consultationId }) => consultationId))].sort();
    for (const consultationId of ids) await work({ consultationId }, tx);
  };
