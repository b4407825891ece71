import { jobs, type JobName, type QueueName } from '../catalogue/index.js';

/** One job of the queue: owed rows of one kind, and milliseconds to wait. */
export interface Turn {
  name: JobName;
  ids: string[];
  delay: number;
}

/** Groups owed rows into turns: same job and same moment together, no more than the job's batch in one. */
export const groupIntoTurns = (
  due: { id: string; name: JobName; runAt: Date }[],
  now: Date,
): { queue: QueueName; turns: Turn[] }[] => {
  const groups = new Map<string, Turn>();
  for (const { id, name, runAt } of due) {
    const delay = Math.max(0, runAt.getTime() - now.getTime());
    const key = `${name} ${delay}`;
    const group = groups.get(key) ?? { name, ids: [], delay };
    group.ids.push(id);
    groups.set(key, group);
  }
  const byQueue = new Map<QueueName, Turn[]>();
  for (const { name, ids, delay } of groups.values()) {
    const { queue, batch } = jobs[name];
    const turns = byQueue.get(queue) ?? [];
    for (let from = 0; from < ids.length; from += batch)
      turns.push({ name, ids: ids.slice(from, from + batch), delay });
    byQueue.set(queue, turns);
  }
  return [...byQueue].map(([queue, turns]) => ({ queue, turns }));
};
