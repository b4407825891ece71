import { readFileSync } from 'node:fs';
import { anApi, type Api } from '../support/api.js';
import { aMandate, aMechanism, aPerson } from '../support/factories.js';

interface Schema {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number';
  format?: string;
  example?: unknown;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  minLength?: number;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
}
type Operation = { requestBody?: { content: Record<string, { schema: Schema } | undefined> } };

const { paths } = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};
/** What a reader of the description would send: the examples it gives, and the least that is asked for beside them. */
const exampleOf = (schema: Schema): unknown => {
  for (const given of [schema.example, schema.const, schema.default, schema.enum?.[0]]) {
    if (given !== undefined) return given;
  }
  const either = schema.oneOf?.[0] ?? schema.anyOf?.[0];
  if (either) return exampleOf(either);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name, property]) => schema.required?.includes(name) || 'example' in property)
          .map(([name, property]) => [name, exampleOf(property)]),
      );
    case 'array':
      return schema.items ? [exampleOf(schema.items)] : [];
    case 'string':
      return schema.format === 'uuid' ? '01920000-0000-7000-8000-000000000009' : 'Some words';
    case 'integer':
    case 'number':
      return 1;
    case undefined:
      return null;
  }
};

const operations = Object.entries(paths).flatMap(([url, methods]) =>
  Object.entries(methods).flatMap(([method, { requestBody }]) => {
    const schema = requestBody?.content['application/json']?.schema;
    return schema && !url.includes('{') ? [{ name: `${method.toUpperCase()} ${url}`, url, method, schema }] : [];
  }),
);

describe('the examples in the description of the API', () => {
  let api: Api;
  let headers: Record<string, string>;
  beforeAll(async () => {
    api = await anApi();
    await aMechanism(api.db);
    const person = await aPerson(api.db, { roles: ['ADMINISTRATOR', 'COORDINATOR', 'APPROVING_AUTHORITY'] });
    await aMandate(api.db, { personId: person.id });
    headers = await api.signIn(person.id);
  });
  afterAll(() => api.close());

  it('are those of a good dozen operations', () => expect(operations.length).toBeGreaterThan(11));

  it.each(operations)('are understood by $name', async ({ url, method, schema }) => {
    const payload = exampleOf(schema);
    const answer = await api.request({ method: method.toUpperCase(), url, headers, payload });
    const { statusCode, body } = answer;
    // What an example speaks of may not exist here; it must never be malformed.
    const isRefused =
      statusCode >= 500 || (statusCode === 400 && !String(answer.json()['code']).startsWith('unknown-'));
    expect(isRefused ? { statusCode, body, payload } : 'understood').toBe('understood');
  });
});
