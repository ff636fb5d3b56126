import { Router } from 'express';
import request from 'supertest';
import { z } from 'zod';
import { apiRoutes } from '../../src/http/api/index.ts';
import { expressPath, hasBody, type Route } from '../../src/http/api/route.ts';
import { problems } from '../../src/http/problem-texts.ts';
import { createTestApp, type TestApp } from './test-app.ts';

let test: TestApp;
let routes: Route[];
beforeAll(async () => {
  test = await createTestApp();
  routes = apiRoutes(test.deps);
});
afterAll(() => test.close());

const documentSchema = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({ operationId: z.string(), responses: z.record(z.string(), z.unknown()) }),
    ),
  ),
});

async function readDocument() {
  const response = await request(test.app).get('/api/openapi.json');
  return documentSchema.parse(response.body);
}

it('lists every route, each under a name of its own', async () => {
  const { paths } = await readDocument();
  const listed = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path}`),
  );
  expect(listed.sort()).toEqual(routes.map(({ spec }) => `${spec.method} /api${spec.path}`).sort());
  const names = Object.values(paths).flatMap((item) =>
    Object.values(item).map(({ operationId }) => operationId),
  );
  expect(new Set(names).size).toBe(names.length);
  expect(listed).toEqual(
    expect.arrayContaining([
      'post /api/cases',
      'get /api/cases/{id}',
      'post /api/cases/{id}/documents',
      'get /api/customer/{token}',
      'post /api/customer/{token}/supplement',
      'post /api/customer/{token}/withdraw',
      'post /api/customer/{token}/survey',
      'get /api/matters',
      'post /api/login',
      'post /api/logout',
    ]),
  );
});

it('lists nothing that is not mounted, and everything that is', () => {
  const router = Router();
  const noLimit = Router();
  const limiters = { registration: noLimit, customer: noLimit, login: noLimit, query: noLimit };
  for (const route of routes)
    route.mount(router, { limiters, publicUrl: 'http://x.test', uploadFolder: undefined });
  const mounted = router.stack.map(({ route }) => route?.path);
  expect(mounted).toEqual(routes.map(({ spec }) => expressPath(spec.path)));
});

it('gives examples that its own schemas accept', () => {
  for (const { spec } of routes) {
    expect(() => spec.success.schema.parse(spec.success.example)).not.toThrow();
    if (hasBody(spec) && spec.bodyExample !== undefined)
      expect(() => spec.body.parse(spec.bodyExample)).not.toThrow();
  }
});

it('is whole: every reference resolves', async () => {
  const document = await readDocument();
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"(#[^"]+)"/g)].map(
    ([, path]) => path ?? '',
  );
  expect(references.length).toBeGreaterThan(0);
  for (const reference of new Set(references)) {
    const found = reference
      .slice(2)
      .split('/')
      .reduce<unknown>((place, step) => Reflect.get(Object(place), step), document);
    expect(found).toBeDefined();
  }
});

it('documents every problem under its status', async () => {
  const { paths } = await readDocument();
  for (const { spec, problems: codes } of routes)
    for (const code of codes)
      expect(Object.keys(paths[`/api${spec.path}`]?.[spec.method]?.responses ?? {})).toContain(
        String(problems[code].status),
      );
});

it('lists the matters with what each asks for, in the reader’s language', async () => {
  const listSchema = z.object({
    consentVersion: z.string(),
    matters: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        materials: z.array(z.object({ list: z.array(z.unknown()) })),
      }),
    ),
  });
  const read = async (language: string) =>
    listSchema.parse((await request(test.app).get('/api/matters').set('Accept-Language', language)).body);
  const [chinese, english] = [await read('zh-CN'), await read('en')];
  expect(chinese.matters).toHaveLength(8);
  expect(chinese.matters.map(({ code }) => code)).toEqual(english.matters.map(({ code }) => code));
  expect(chinese.matters.find(({ code }) => code === 'refund-claim')?.name).toBe('退款申请');
  expect(english.matters.find(({ code }) => code === 'refund-claim')?.name).toMatch(/^[\x20-\x7e]+$/);
});
