import fc from 'fast-check';
import request from 'supertest';
import { apiRoutes } from '../../src/http/api/index.ts';
import { hasBody } from '../../src/http/api/route.ts';
import { caseJson, createTestApp, logIn, readProblem, register, type TestApp } from './test-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test.close());

/** Every route that takes a body, with its path filled in for a real case. */
async function targets(): Promise<{ path: string; staff: boolean; documented: readonly string[] }[]> {
  const { id, token } = await register(test);
  return apiRoutes(test.deps)
    .filter(({ spec }) => hasBody(spec) && spec.path !== '/login')
    .map(({ spec, problems }) => ({
      documented: problems,
      path: `/api${spec.path.replace('{id}', id).replace('{token}', token)}`,
      staff: spec.access === 'staff',
    }));
}

const anyJson = fc.jsonValue({ maxDepth: 3 });

it('never answers 5xx, nor anything undocumented, whatever JSON comes', async () => {
  const session = await logIn(test, 'clerk');
  const routes = await targets();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...routes), anyJson, async ({ path, staff, documented }, body) => {
      const response = await request(test.app)
        .post(path)
        .set('Content-Type', 'application/json')
        .set(staff ? { Authorization: `Bearer ${session}` } : {})
        .send(JSON.stringify(body));
      expect(response.status).toBeLessThan(500);
      if (response.status >= 400) expect(documented).toContain(readProblem(response).code);
    }),
    { numRuns: 300, seed: 20260302 },
  );
});

it('never answers 5xx to a right application with one place spoilt', async () => {
  const json = caseJson(test);
  const places = Object.keys(json).flatMap((key) => {
    const value: unknown = Reflect.get(json, key);
    const inner =
      typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
    return [[key], ...inner.map((name) => [key, name])];
  });
  const awkward = fc.oneof(
    anyJson,
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u0000', '\ud800', "'; drop table cases; --", '𠮷野家', '９'.repeat(18), '2026-02-29'),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), awkward, async (place, value) => {
      const copy: object = structuredClone(json);
      const [first = '', second] = place;
      if (second === undefined) Reflect.set(copy, first, value);
      else Reflect.set(Object(Reflect.get(copy, first)), second, value);
      const response = await request(test.app).post('/api/cases').send(copy);
      expect(response.status).toBeLessThan(500);
      if (response.status !== 201) expect(response.type).toBe('application/problem+json');
    }),
    { numRuns: 300, seed: 20260302 },
  );
});

it('never answers 5xx, whatever stands in the path', async () => {
  const session = await logIn(test, 'clerk');
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('cases', 'customer', 'cases/x/documents'),
      fc.string({ unit: 'grapheme', minLength: 1 }),
      async (kind, text) => {
        const response = await request(test.app)
          .get(`/api/${kind}/${encodeURIComponent(text)}`)
          .set('Authorization', `Bearer ${session}`);
        expect(response.status).toBe(404);
      },
    ),
    { numRuns: 100, seed: 20260302 },
  );
});
