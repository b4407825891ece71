import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { sessionCookie } from '../../../libs/access/index.js';
import { Problem } from './problem.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type JsonSchema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    // A format says what its long pattern says.
    override: ({ jsonSchema: part }) => {
      if (part.format !== undefined) delete part.pattern;
      // The limits of JavaScript are no limits of ours.
      if (part.minimum === Number.MIN_SAFE_INTEGER) delete part.minimum;
      if (part.maximum === Number.MAX_SAFE_INTEGER) delete part.maximum;
    },
  });
  return json as JsonSchema;
};

const head = new DocumentBuilder()
  .setOpenAPIVersion('3.1.0')
  .setTitle('nmrf')
  .setVersion('1')
  .setLicense('MIT', 'https://opensource.org/license/mit')
  .setDescription(
    'The interface of a national mechanism for reporting and follow-up. ' +
      'Everything is closed unless an operation says who may use it (`x-allowed`). ' +
      'Programs send an access token; people make them on the page /tokens. Errors are problem+json (RFC 9457). ' +
      'Lists come in pages: pass `next` on as `cursor`. ' +
      'A request that changes something may carry an Idempotency-Key: sent again, it gives the first answer again.',
  )
  .addBearerAuth({ type: 'http', description: 'An access token: nmrf_pat_…' }, 'token')
  .addCookieAuth(sessionCookie, { type: 'apiKey', in: 'cookie', description: 'Set by signing in' }, 'session')
  .addSecurityRequirements('token')
  .addSecurityRequirements('session')
  .build();

/** Describes the interface for programs; pages are left out. */
export const describeApi = (app: NestFastifyApplication): OpenAPIObject => {
  const document = SwaggerModule.createDocument(app, head, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
    standardSchemaConverter: (schema, { schemaType }) =>
      schema instanceof z.ZodType ? { schema: jsonSchema(schema, schemaType) } : undefined,
  });
  const { components = {} } = document;
  components.schemas = { ...components.schemas, Problem: jsonSchema(Problem, 'output') };
  components.responses = {
    Problem: {
      description: 'It was not possible; `code` and `detail` say why.',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  };
  components.parameters = {
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'Any text of at most 200 characters, new for each thing you want done, e.g. a UUID',
      schema: { type: 'string', maxLength: 200 },
    },
  };
  for (const path of Object.values(document.paths)) {
    for (const method of ['get', 'put', 'post', 'delete', 'patch'] as const) {
      if (path[method]) complete(path[method], method);
    }
  }
  return { ...document, components };
};

/** Adds what all operations have. */
const complete = (operation: Operation, method: string): void => {
  for (const parameter of operation.parameters ?? []) {
    if ('$ref' in parameter || parameter.required || parameter.in !== 'query') continue;
    // The page to try it fills examples in: every filter at once finds nothing.
    delete parameter.example;
    if (parameter.schema && !('$ref' in parameter.schema)) {
      delete parameter.schema.example;
      delete parameter.schema.examples;
    }
  }
  operation.responses['default'] = { $ref: '#/components/responses/Problem' };
  const isPublic = operation.security?.some((requirement) => Object.keys(requirement).length === 0) ?? false;
  if (method === 'get' || isPublic || 'x-answers-secret' in operation) return;
  operation.parameters = [...(operation.parameters ?? []), { $ref: '#/components/parameters/IdempotencyKey' }];
};

/** The swagger page brings its own scripts and inline styles. */
const docsPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves the description at /api/openapi.json, and a page to try it at /api/docs. */
export const serveDescription = (app: NestFastifyApplication): void => {
  let described: OpenAPIObject | undefined;
  SwaggerModule.setup('api/docs', app, () => (described ??= describeApi(app)), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
    customSiteTitle: 'nmrf: the interface for programs',
    swaggerOptions: { persistAuthorization: false, tagsSorter: 'alpha', validatorUrl: null },
  });
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/docs')) reply.header('Content-Security-Policy', docsPolicy);
  });
};
