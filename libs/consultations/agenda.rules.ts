/** What may be done to one item of an agenda. */
export const agendaActs = ['up', 'down', 'remove'] as const;
export type AgendaAct = (typeof agendaActs)[number];

/** The agenda after something was done to one of its items; null: there is no such item. At an end, nothing moves. */
export const agendaAfter = <T extends { id: string }>(items: readonly T[], id: string, act: AgendaAct): T[] | null => {
  const from = items.findIndex((item) => item.id === id);
  const item = items[from];
  if (!item) return null;
  const others = items.filter((other) => other !== item);
  if (act === 'remove') return others;
  const to = Math.min(Math.max(from + (act === 'up' ? -1 : 1), 0), others.length);
  return [...others.slice(0, to), item, ...others.slice(to)];
};
