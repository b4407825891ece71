import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { setting } from './settings.js';

export interface ClonedDatabase {
  url: string;
  drop: () => Promise<void>;
}

/** PostgreSQL's word for "somebody else is cloning the template this very moment". */
const objectInUse = '55006';

async function asAdmin(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: setting('NMRF_TEST_ADMIN_URL') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** An empty database of the caller's own, not migrated at all. */
export async function emptyDatabase(): Promise<ClonedDatabase> {
  const name = newName();
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE template0`);
  return named(name);
}

/** A migrated, empty database of the caller's own. Copying files takes a few dozen milliseconds; migrating would not. */
export async function cloneDatabase(): Promise<ClonedDatabase> {
  const name = newName();
  const sql = `CREATE DATABASE ${name} TEMPLATE ${setting('NMRF_TEST_TEMPLATE')} STRATEGY file_copy`;
  for (let attempt = 1; ; attempt++) {
    try {
      await asAdmin(sql);
      break;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== objectInUse || attempt === 20) throw error;
    }
  }
  return named(name);
}

const newName = () => `test_${randomUUID().replaceAll('-', '')}`;

const named = (name: string): ClonedDatabase => {
  const url = new URL(setting('NMRF_TEST_ADMIN_URL'));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
};
