import { Redis } from 'ioredis';
import { Config, newId, Post } from '../../libs/platform/index.js';
import { eventually } from '../support/eventually.js';
import { describeOn } from '../support/settings.js';
import { aStack, type Backend } from '../support/stack.js';

type Stack = Awaited<ReturnType<typeof aStack>>;

/** All the queue holds, as one text. */
const contentsOf = ({ db, worker }: Stack, backend: Backend) => {
  const { redisUrl, queuePrefix } = worker.app.get(Config);
  return backend === 'redis' ? inRedis(redisUrl ?? '', queuePrefix) : inPostgres(db);
};

const inRedis = async (url: string, prefix: string): Promise<string> => {
  const redis = new Redis(url);
  try {
    const held: unknown[] = [];
    for (const key of await redis.keys(`${prefix}:*`)) {
      const read: Record<string, () => Promise<unknown>> = {
        string: () => redis.get(key),
        hash: () => redis.hgetall(key),
        list: () => redis.lrange(key, 0, -1),
        set: () => redis.smembers(key),
        zset: () => redis.zrange(key, '0', '-1'),
        stream: () => redis.xrange(key, '-', '+'),
      };
      const type = await redis.type(key);
      // Taken away by a worker since it was listed.
      if (type !== 'none') held.push(key, await read[type]!());
    }
    return JSON.stringify(held);
  } finally {
    redis.disconnect();
  }
};

const inPostgres = async ({ now }: Stack['db']): Promise<string> => {
  const tables = await now.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = 'bullmq' AND table_type = 'BASE TABLE'`;
  const held = [];
  for (const { name } of tables) {
    held.push(await now.$queryRawUnsafe(`SELECT '${name}' AS of, row_to_json(t)::text AS row FROM bullmq."${name}" t`));
  }
  return JSON.stringify(held);
};

/** Whoever looks into the queue learns of no person. */
export const needToKnow = (backend: Backend): void => {
  describeOn(backend)(`the queue on ${backend}`, () => {
    let stack: Stack;
    beforeAll(async () => {
      stack = await aStack({ backend });
      stack.worker.start();
    });
    afterAll(() => stack.close());

    it.each([550, 451])('holds no address, name or sentence of a mail the server refused with %i', async (reply) => {
      const failures = async () => {
        const contents = await contentsOf(stack, backend);
        return { contents, count: contents.split('the row of the work says why').length };
      };
      const before = (await failures()).count;
      const address = `sok.dara.${reply}@example.org`;
      stack.mailbox.behave(({ stage }) => (stage === 'rcpt' ? { reply, text: `<${address}> says no` } : undefined));
      await stack.db.transaction((tx) =>
        stack.app.get(Post).post(tx, 'address-changed', [
          {
            to: { id: newId(), email: address, locale: 'en' },
            props: { name: 'Sok Dara', mechanism: 'Ministry of Silence' },
          },
        ]),
      );
      await eventually(async () => {
        const mail = await stack.db.now.mail.findFirstOrThrow({ where: { address } });
        // Our own ledger says what the server said; that is its place.
        expect(mail.lastError).toContain(address);
      });
      // The failed turn is kept by the queue: without it, there would be nothing to look at.
      const held = await eventually(async () => {
        const { contents, count } = await failures();
        expect(count).toBeGreaterThan(before);
        return contents;
      });
      for (const secret of [address, 'sok.dara', 'Sok Dara', 'Silence', 'says no']) expect(held).not.toContain(secret);
    });
  });
};
