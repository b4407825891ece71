// What has arrived: every digest as the mail server took it, noted at that moment. What becomes of the product's rows later does
// not change what people have read.

export class Diary {
  /** Digests in the order in which they arrived. */
  digests = [];
  /** Every mail that arrived, of whatever kind, and when. */
  arrivals = [];
  #read = 0;

  constructor({ db, sink }) {
    this.db = db;
    this.sink = sink;
  }

  /** Notes what has arrived since the last look. Returns what people act upon, as the ledger has it. */
  async note() {
    const fresh = this.sink.accepted.slice(this.#read);
    this.#read = this.sink.accepted.length;
    const ids = fresh.flatMap(({ mailId }) => mailId ?? []);
    if (ids.length === 0) return [];
    const all = await this.db.now.mail.findMany({
      where: { id: { in: ids } },
      select: { id: true, name: true, personId: true, props: true, threadId: true, createdAt: true },
      orderBy: { address: 'asc' },
    });
    const mails = all.filter(({ name }) => name === 'digest' || name === 'verification-request');
    const told = await this.db.now.$queryRaw`
      SELECT n.mail_id AS "mailId", s.deadline_id AS "deadlineId", s.key, s.audience, s.due_on::text AS "dueOn"
      FROM notice n JOIN reminder_step s ON s.id = n.step_id WHERE n.mail_id = ANY(${ids}::uuid[])`;
    const arrivals = new Map(fresh.map((arrival) => [arrival.mailId, arrival]));
    this.arrivals.push(...all.map(({ id, name, personId }) => ({ id, name, personId, at: arrivals.get(id).at })));
    const digests = mails.filter(({ name }) => name === 'digest');
    for (const { id, personId, props, createdAt } of digests) {
      const { at, text } = arrivals.get(id);
      this.digests.push({
        id,
        personId,
        at,
        text,
        composedAt: createdAt,
        isAlone: props.isAlone,
        items: props.items,
        more: props.more,
        told: told.filter(({ mailId }) => mailId === id),
      });
    }
    return mails;
  }

  /** All that was said, one entry a step and reader, in the order in which it was written down. */
  entries() {
    return this.digests
      .flatMap(({ id, personId, at, composedAt, told }) =>
        told.map((step) => ({
          ...step,
          mailId: id,
          personId,
          at,
          composedAt,
          isPushed: step.key.startsWith('pushed.'),
          key: step.key.replace(/^pushed\./, ''),
        })),
      )
      .sort((one, other) => one.composedAt - other.composedAt);
  }
}
