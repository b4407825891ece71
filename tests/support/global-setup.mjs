// Once per run: a PostgreSQL with one migrated database that every test file clones, and a Redis if one can be had.
import pg from 'pg';
import { migrate } from '../../tools/migrate.mjs';
import { startPostgres } from '../../tools/postgres.mjs';
import { startRedis } from '../../tools/redis.mjs';
import stopAll from './global-teardown.mjs';

const template = 'nmrf_template';

export default async function setUp() {
  const started = (globalThis.startedServers = []);
  // Jest leaves at once on these, without its teardown.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopAll().finally(() => process.exit(1)));
  try {
    await startAll(started);
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function startAll(started) {
  const postgres = await startPostgres({ database: template });
  started.push(postgres);
  await migrate(postgres.url, { queue: true });
  await closeToConnections(postgres.urlFor('postgres'));
  process.env.NMRF_TEST_ADMIN_URL = postgres.urlFor('postgres');
  process.env.NMRF_TEST_TEMPLATE = template;

  const redis = await startRedis({ install: false });
  if (redis.missing) return;
  started.push(redis);
  process.env.NMRF_TEST_REDIS_URL = redis.url;
}

/** A database can be cloned only while nobody is connected to it. */
async function closeToConnections(adminUrl) {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(`ALTER DATABASE ${template} WITH ALLOW_CONNECTIONS false`);
  await client.end();
}
