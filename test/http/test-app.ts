import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import type { Express } from 'express';
import { pino } from 'pino';
import request from 'supertest';
import { z } from 'zod';
import { createDocumentStore } from '../../src/documents/index.ts';
import { createHttpApp } from '../../src/http/app.ts';
import { currentConsentVersion } from '../../src/http/api/case-schema.ts';
import type { HttpDeps } from '../../src/http/deps.ts';
import { loadMatters } from '../../src/matters/index.ts';
import { createNotices } from '../../src/notification/index.ts';
import { seedStaff, type Register } from '../../src/register/index.ts';
import { fakeEngine } from '../support/fake-engine.ts';
import { createTestRegister, type TestClock } from '../support/register.ts';
import { createPeople } from '../support/sample-people.ts';
import { buildCase, type CaseJson, type CaseWish } from '../support/sample-case.ts';

// Registers are made and passwords hashed while other suites run beside on few cores.
jest.setTimeout(30_000);

export const publicUrl = 'http://window.test';

export interface TestApp {
  app: Express;
  deps: HttpDeps;
  register: Register;
  clock: TestClock;
  /** Where the document store keeps its files. */
  documentFolder: string;
  /** Every line the app has logged. */
  logLines: string[];
  close(): Promise<void>;
}

/** The web side on a real register and document store; only the engine is not there. */
export async function createTestApp(overrides: Partial<HttpDeps> = {}): Promise<TestApp> {
  const created = await createTestRegister();
  const { register, clock } = created;
  const documentFolder = await mkdtemp(join(tmpdir(), 'intake-http-test-'));
  await seedStaff(register, [
    { username: 'clerk', displayName: '收件员甲', password: 'clerk-password', groups: ['intake-clerk'] },
    {
      username: 'finance',
      displayName: '财务甲',
      password: 'finance-password',
      groups: ['department-finance'],
    },
    { username: 'reviewer', displayName: '审核员甲', password: 'reviewer-password', groups: ['reviewer'] },
    { username: 'manager', displayName: '经理甲', password: 'manager-password', groups: ['manager'] },
    { username: 'legal', displayName: '法务甲', password: 'legal-password', groups: ['department-legal'] },
  ]);
  const logLines: string[] = [];
  const healthy = { isHealthy: true };
  const matters = await loadMatters(fileURLToPath(new URL('../../bpmn/intake/', import.meta.url)));
  const templatesDir = fileURLToPath(new URL('../../templates/', import.meta.url));
  const deps: HttpDeps = {
    register,
    documents: createDocumentStore(documentFolder),
    matters,
    notices: createNotices({ templatesDir, publicUrl, matters }),
    engine: fakeEngine(),
    sender: { health: () => healthy },
    relay: { health: () => healthy },
    smsCallback: undefined,
    clock,
    logger: pino({ base: null }, { write: (line: string) => logLines.push(line) }),
    config: { publicUrl, tasklistUrl: 'http://tasklist.test', operateUrl: 'http://operate.test' },
    ...overrides,
  };
  return {
    app: createHttpApp(deps),
    deps,
    register,
    clock,
    documentFolder,
    logLines,
    async close() {
      await created.drop();
      await rm(documentFolder, { recursive: true, force: true });
    },
  };
}

const people = createPeople(20260302);

/** The fields of an object, or of something that is none. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** A request that is right in every point the wish does not change; by default a refund for a person. */
export function caseJson({ deps }: TestApp, wish: Partial<CaseWish> = {}): CaseJson {
  const full = { matterCode: 'refund-claim', customer: people.person(), ...wish };
  const customerType = 'creditCode' in full.customer ? 'organisation' : 'person';
  const required = deps.matters.materialsFor(full.matterCode, customerType, full.agent !== undefined);
  return buildCase(full, required, currentConsentVersion);
}

export { people };

const registered = z.object({ id: z.uuid(), number: z.string(), customerLink: z.url() });

export type Registered = z.infer<typeof registered> & { token: string };

/** Registers a case over HTTP and returns it with the token of its link. */
export async function register(test: TestApp, json: object = caseJson(test), session?: string) {
  const response = await request(test.app)
    .post('/api/cases')
    .set(session ? { Authorization: `Bearer ${session}` } : {})
    .send(json);
  return readRegistered(response);
}

/** Reads the answer of a registration. Throws with the problem when it was refused. */
export function readRegistered(response: { status: number; text: string }): Registered {
  if (response.status !== 201 && response.status !== 200)
    throw new Error(`${response.status}: ${response.text}`);
  const found = registered.parse(JSON.parse(response.text));
  return { ...found, token: found.customerLink.split('/').at(-1) ?? '' };
}

/** Logs a sample account in and returns its session token. */
export async function logIn(test: TestApp, username: string): Promise<string> {
  const response = await request(test.app)
    .post('/api/login')
    .send({ username, password: `${username}-password` });
  return z.object({ token: z.string() }).parse(response.body).token;
}

const problem = z.object({
  status: z.number(),
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), code: z.string(), message: z.string() })).default([]),
});

/** Reads a refusal; fails when the answer is not a problem document. */
export function readProblem(response: { type: string; text: string }): z.infer<typeof problem> {
  expect(response.type).toBe('application/problem+json');
  return problem.parse(JSON.parse(response.text));
}

/** `field code` of every wrong field. */
export function wrongFields(response: { type: string; text: string }): string[] {
  return readProblem(response).errors.map(({ field, code }) => `${field} ${code}`);
}
