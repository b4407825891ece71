#!/usr/bin/env node
// Brings a database up to date, as `prisma migrate deploy` does (same table, checksums and lock), then BullMQ's own
// tables. Needs only `pg`, so it also runs where the Prisma CLI is not installed.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runMigrations as migrateQueue } from 'bullmq';
import pg from 'pg';

const migrationsDir = path.join(import.meta.dirname, '../prisma/migrations');

/** The number Prisma Migrate locks, so that neither runs beside the other. */
const prismaLock = 72707369;

/** Prisma's own table, word for word: its CLI must find what we did, and we what it did. */
const migrationTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

function readMigrations() {
  return readdirSync(migrationsDir)
    .filter((name) => existsSync(path.join(migrationsDir, name, 'migration.sql')))
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(migrationsDir, name, 'migration.sql'));
      return { name, sql: sql.toString('utf8'), checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/** One file is one simple query, which PostgreSQL runs as one transaction: it happens whole or not at all. */
async function apply(client, { name, sql, checksum }) {
  const id = randomUUID();
  await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    checksum,
    name,
  ]);
  try {
    await client.query(sql);
  } catch (error) {
    await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, error.message]);
    throw new Error(`Migration ${name} failed: ${error.message}`, { cause: error });
  }
  await client.query('UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [id]);
}

async function applyPending(client, until) {
  await client.query(migrationTable);
  const { rows } = await client.query(
    'SELECT migration_name AS name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  const failed = rows.find((row) => !row.finished_at);
  if (failed) {
    throw new Error(
      `Migration ${failed.name} failed earlier. Put right what stopped it, then: ` +
        `npm run prisma -- migrate resolve --rolled-back ${failed.name}`,
    );
  }
  const known = new Map(rows.map((row) => [row.name, row.checksum]));
  const applied = [];
  for (const migration of readMigrations()) {
    if (until !== undefined && migration.name > until) break;
    if (!known.has(migration.name)) {
      await apply(client, migration);
      applied.push(migration.name);
    } else if (known.get(migration.name) !== migration.checksum) {
      throw new Error(`Migration ${migration.name} was edited after it had been applied.`);
    }
  }
  return applied;
}

/** Applies what is missing and says which. `queue`: whether BullMQ keeps its jobs in this database too; `until`: the last to apply. */
export async function migrate(url, { queue = !process.env.REDIS_URL, until } = {}) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [prismaLock]);
    const applied = await applyPending(client, until);
    if (queue) await migrateQueue(client);
    return applied;
  } finally {
    await client.end(); // also lets go of the lock
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (!process.env.DATABASE_URL) {
    console.error('DATABASE_URL is not set.');
    process.exit(1);
  }
  try {
    const applied = await migrate(process.env.DATABASE_URL);
    console.log(applied.length ? `applied ${applied.join(', ')}` : 'the database is up to date');
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
