import { join } from 'node:path';

/** What `npm test` tells the tests about the stack that it has started. */
export interface TestEnvironment {
  /** A database that the app under test keeps through all files of a suite. */
  appDatabaseUrl: string;
  grpcAddress: string;
  restUrl: string;
  actuatorUrl: string;
  openSearchUrl: string;
  /** Where the records of the engine in memory are read; absent for an engine that exports to OpenSearch. */
  recordsUrl: string | undefined;
  workFolder: string;
}

/** Throws one sentence when the tests were started without the runner. */
export function testEnvironment(): TestEnvironment {
  return {
    appDatabaseUrl: given('TEST_APP_DATABASE_URL'),
    grpcAddress: given('TEST_ZEEBE_GRPC_ADDRESS'),
    restUrl: given('TEST_ZEEBE_REST_URL'),
    actuatorUrl: given('TEST_ACTUATOR_URL'),
    openSearchUrl: given('TEST_OPENSEARCH_URL'),
    recordsUrl: process.env.TEST_RECORDS_URL,
    workFolder: given('TEST_WORK_FOLDER'),
  };
}

/** A folder of the run, removed with it. */
export function workPath(...parts: string[]): string {
  return join(testEnvironment().workFolder, ...parts);
}

function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start these tests with npm test, which brings the stack.`);
  return value;
}
