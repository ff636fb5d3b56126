import { z } from 'zod';
import { problems, type ProblemCode } from '../problem-texts.ts';
import { hasBody, type Route } from './route.ts';

type Json = Record<string, unknown>;

const problemSchema = z.object({
  type: z.string().meta({ examples: ['/problems/fields-invalid'] }),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string().meta({ description: 'Stable; branch on this.' }),
  errors: z
    .array(z.object({ field: z.string(), code: z.string(), message: z.string() }))
    .optional()
    .meta({ description: 'One entry per wrong field.' }),
});

/** The OpenAPI 3.1 document of the routes: made from the very schemas that check requests and answers. */
export function openApiDocument(routes: readonly Route[], publicUrl: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes)
    paths[`/api${route.spec.path}`] = {
      ...paths[`/api${route.spec.path}`],
      [route.spec.method]: operation(route),
    };
  return {
    openapi: '3.1.0',
    info: {
      title: '收件受理 intake window',
      version: '1',
      description:
        'Refusals are problem documents (RFC 9457) in Chinese, or in English by `Accept-Language` or the case’s language.',
    },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      securitySchemes: { session: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: jsonSchema(problemSchema, 'output') },
    },
  };
}

function operation({ spec, problems: codes }: Route): Json {
  return {
    operationId: spec.operationId,
    summary: spec.summary,
    ...(spec.access === 'staff' ? { security: [{ session: [] }] } : {}),
    parameters: [...pathParameters(spec.params), ...(spec.isRepeatable ? [idempotencyKey] : [])],
    ...(hasBody(spec) ? { requestBody: requestBody(spec) } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(spec.success.statuses).map(([status, description]) => [
          status,
          { description, ...answerContent(spec, status) },
        ]),
      ),
      ...problemResponses(codes),
      default: problemResponse('Anything unforeseen', ['internal']),
    },
  };
}

function answerContent({ success, isDownload }: Route['spec'], status: string): Json {
  if (isDownload) return { content: { 'application/octet-stream': {} } };
  if (status === '204') return {};
  const example: unknown = success.example;
  return {
    content: { 'application/json': { schema: jsonSchema(success.schema, 'output'), example } },
  };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Chosen by the client; a repeat with the same key and content registers nothing new.',
  schema: { type: 'string', pattern: '^[\\w-]{8,100}$' },
};

function pathParameters(params: z.ZodType): Json[] {
  const { properties = {} } = z.toJSONSchema(params, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'path', required: true, schema }));
}

function requestBody(spec: Route['spec']): Json {
  const schema = jsonSchema(spec.body, 'input');
  const example: unknown = spec.bodyExample;
  const json = { 'application/json': { schema, ...(example === undefined ? {} : { example }) } };
  if (spec.multipartPart === undefined) return { required: true, content: json };
  return {
    required: true,
    content: {
      ...json,
      'multipart/form-data': {
        schema: {
          type: 'object',
          properties: { [spec.multipartPart]: schema },
          required: [spec.multipartPart],
          patternProperties: {
            '^document\\.[\\w-]+$': { type: 'string', contentMediaType: 'application/octet-stream' },
          },
          additionalProperties: false,
        },
        encoding: { [spec.multipartPart]: { contentType: 'application/json' } },
      },
    },
  };
}

function problemResponses(codes: readonly ProblemCode[]): Json {
  const statuses = [...new Set(codes.map((code) => problems[code].status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const list = codes.filter((code) => problems[code].status === status);
      return [status, problemResponse(list.map((code) => problems[code].title.en).join(' · '), list)];
    }),
  );
}

function problemResponse(description: string, codes: readonly ProblemCode[]): Json {
  return {
    description,
    content: {
      'application/problem+json': {
        schema: {
          allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }],
        },
      },
    },
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const json = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  // The document itself says which dialect its schemas are in.
  return Object.fromEntries(Object.entries(json).filter(([key]) => key !== '$schema'));
}
