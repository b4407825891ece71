import type { Tx } from '../platform/index.js';
import { eachConsultation } from './order.js';

it('takes each consultation once, in one order, however the facts come', async () => {
  const seen: string[] = [];
  const handler = eachConsultation(({ consultationId }) => {
    seen.push(consultationId);
    return Promise.resolve();
  });
  const facts = ['b', 'c', 'a', 'b'].map((consultationId) => ({ consultationId }));
  await handler(facts, {} as Tx);
  await handler([...facts].reverse(), {} as Tx);
  expect(seen).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
});
