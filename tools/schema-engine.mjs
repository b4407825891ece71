#!/usr/bin/env node
// Stands in for Prisma's native schema engine, which the CLI would download: the same JSON-RPC lines over stdio,
// answered by the WebAssembly build of that engine from npm. prisma.mjs points the CLI here.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as engineBindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

const { values: options, positionals } = parseArgs({
  options: {
    datamodels: { type: 'string', multiple: true, default: [] }, // one per file of the schema folder
    datasource: { type: 'string', default: '{}' },
  },
  strict: false, // whatever else the CLI passes on is of no consequence here
  allowPositionals: true,
});
const url = JSON.parse(options.datasource).url ?? process.env.DATABASE_URL;
const databaseName = () => decodeURIComponent(new URL(url).pathname.slice(1));

async function connectOnce(connectionString, work = async () => {}) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function createDatabase() {
  const server = new URL(url);
  server.pathname = '/postgres';
  server.search = '';
  await connectOnce(server.href, (client) =>
    client.query(`CREATE DATABASE ${client.escapeIdentifier(databaseName())}`),
  );
  return { databaseName: databaseName() };
}

/** `schema-engine cli <command>`: one question, answered by the exit code. */
async function answerOnce(command) {
  process.stderr.write('\n'); // the CLI drops the first line
  try {
    if (command === 'can-connect-to-database') await connectOnce(url);
    else if (command === 'create-database') await createDatabase();
    else throw new Error(`unknown command: ${command}`);
    process.exit(0);
  } catch (error) {
    const codes = { '3D000': 'P1003', '28P01': 'P1000' };
    const fields = {
      message: error.message || String(error),
      error_code: codes[error.code] ?? 'P1001',
      is_panic: false,
    };
    process.stderr.write(`${JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', fields })}\n`);
    process.exit(1);
  }
}

/** Node 20 cannot import WebAssembly, and the package is made for bundlers, which can: link the two by hand. */
function linkEngine() {
  const folder = path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const module = new WebAssembly.Module(readFileSync(path.join(folder, 'schema_engine_bg.wasm')));
  const { exports } = new WebAssembly.Instance(module, { './schema_engine_bg.js': engineBindings });
  engineBindings.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    message: '',
    get() {
      return this.message;
    },
    set_message(message) {
      this.message = message;
    },
  };
}

/** The PostgreSQL types met in its catalogues and in ours, by their object id. Ids from 16384 are enums and the like. */
const columnTypes = {
  Boolean: [16],
  Bytes: [17],
  Character: [18],
  Text: [19, 25, 1042, 1043, 3614],
  Int64: [20, 26],
  Int32: [21, 23],
  Json: [114, 3802],
  Float: [700],
  Double: [701],
  DateTime: [1114, 1184],
  Date: [1082],
  Time: [1083],
  Numeric: [1700],
  Uuid: [2950],
  BooleanArray: [1000],
  CharacterArray: [1002],
  TextArray: [1003, 1009, 1015],
  Int32Array: [1005, 1007],
  Int64Array: [1016, 1028],
};
const typeById = new Map(
  Object.entries(columnTypes).flatMap(([name, ids]) => ids.map((id) => [id, ColumnTypeEnum[name]])),
);

function columnType(id) {
  const type = id >= 16384 ? ColumnTypeEnum.Text : typeById.get(id);
  if (type === undefined) throw new Error(`schema-engine.mjs does not know the PostgreSQL type ${id}`);
  return type;
}

/** adapter-pg refuses catalogue columns of type "char". */
async function queryRaw(query) {
  const { fields, rows } = await this.performIO(query);
  return {
    columnNames: fields.map((field) => field.name),
    columnTypes: fields.map((field) => columnType(field.dataTypeID)),
    rows,
  };
}

/** adapter-pg cuts a script at every ';', also inside a function's body. PostgreSQL takes the script whole. */
async function executeScript(script) {
  try {
    await this.client.query(script);
  } catch (error) {
    this.onError(error);
  }
}

class MigrationFactory extends PrismaPg {
  async connect() {
    const adapter = await super.connect();
    const startTransaction = adapter.startTransaction.bind(adapter);
    return Object.assign(adapter, {
      queryRaw,
      executeScript,
      startTransaction: async (level) => Object.assign(await startTransaction(level), { queryRaw }),
    });
  }

  /** adapter-pg, given a connection string, would replay the migrations into the real database. */
  async connectToShadowDb() {
    const database = `prisma_migrate_shadow_db_${randomUUID()}`;
    const main = await this.connect();
    await main.executeScript(`CREATE DATABASE "${database}"`);
    const shadow = await new MigrationFactory({ ...this.config, database }, this.options).connect();
    const dispose = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await dispose();
      await main.executeScript(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
      await main.dispose();
    };
    return shadow;
  }
}

function connectionSettings() {
  if (!url) return [{}, {}];
  const { hostname, port, username, password, searchParams } = new URL(url);
  const settings = {
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: databaseName(),
    max: 1,
  };
  return [settings, { schema: searchParams.get('schema') ?? undefined }];
}

function createEngine() {
  linkEngine();
  const factory = bindMigrationAwareSqlAdapterFactory(new MigrationFactory(...connectionSettings()));
  const datamodels = options.datamodels.map((file) => [file, readFileSync(file, 'utf8')]);
  return engineBindings.SchemaEngine.new({ datamodels: datamodels.length ? datamodels : undefined }, () => {}, factory);
}

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

let engine;

/** What would turn the database the migrations make into the one the schema describes: SQL, or nothing. */
async function scriptFor({ migrationsList, schema, filters }) {
  const from = { tag: 'migrations', ...migrationsList };
  const to = { tag: 'schemaDatamodel', ...schema };
  const { stdout } = await engine.diff({ from, to, script: true, exitCode: true, shadowDatabaseUrl: null, filters });
  return /^(\s*|-- This is an empty migration\.\s*)$/.test(stdout ?? '') ? null : stdout;
}

/** Two questions of `migrate dev` that this build of the engine cannot answer, for want of a shadow database. */
const answered = {
  /** Says nothing of data that would be lost: the file is there to be read before it is committed. */
  async evaluateDataLoss(params) {
    return { migrationSteps: (await scriptFor(params)) ? 1 : 0, unexecutableSteps: [], warnings: [] };
  },
  async createMigration(params) {
    const script = await scriptFor(params);
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    return {
      connectorType: 'postgresql',
      generatedMigrationName: `${stamp}_${params.migrationName}`,
      migrationScript: script ?? (params.draft ? '-- This is an empty migration.' : null),
      extension: 'sql',
    };
  },
};

async function answer({ id, method, params }) {
  try {
    if (method === 'createDatabase') return send({ id, result: await createDatabase() });
    engine ??= await createEngine();
    const call = answered[method] ?? engine[method === 'getDatabaseVersion' ? 'version' : method];
    if (!call) throw new Error(`the schema engine has no method ${method}`);
    const result = (await call.call(engine, params)) ?? null;
    // The native engine has the CLI print a diff, and so must we.
    if (method === 'diff' && result?.stdout) send({ id: 0, method: 'print', params: { content: result.stdout } });
    send({ id, result });
  } catch (error) {
    const { message = String(error), code, error_code = code, meta } = error;
    const data = { is_panic: false, message, error_code, meta };
    send({ id, error: { code: 4466, message: 'An error happened. Check the data field for details.', data } });
  }
}

if (positionals[0] === 'cli') await answerOnce(positionals[1]);

let previous = Promise.resolve(); // one question at a time, in order
createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (line.trim()) previous = previous.then(() => answer(JSON.parse(line)));
  })
  .on('close', () => previous.finally(() => process.exit(0)));
