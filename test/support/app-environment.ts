import { createServer, type AddressInfo } from 'node:net';
import { workPath, type TestEnvironment } from './environment.ts';
import type { TwilioDouble } from './twilio-double.ts';

/** The same keys for every test file of a run: they share one register. */
const key = (digit: string) => digit.repeat(64);

/** The environment of an app under test, in this process or in a child. */
export function appEnvironment(
  stack: TestEnvironment,
  parts: { port: number; smtpPort: number; sms: TwilioDouble; clockOffsetMs: number },
): Record<string, string> {
  return {
    PORT: String(parts.port),
    LOG_LEVEL: 'info',
    DATA_DIR: workPath('app-data'),
    DATABASE_URL: stack.appDatabaseUrl,
    ZEEBE_GRPC_ADDRESS: stack.grpcAddress,
    ZEEBE_REST_URL: stack.restUrl,
    OPENSEARCH_URL: stack.openSearchUrl,
    SMTP_URL: `smtp://127.0.0.1:${parts.smtpPort}`,
    TWILIO_ACCOUNT_SID: parts.sms.accountSid,
    TWILIO_AUTH_TOKEN: parts.sms.authToken,
    TWILIO_FROM: parts.sms.from,
    TWILIO_API_URL: parts.sms.url,
    DATA_KEYS: `test:${key('1')}`,
    LOOKUP_KEY: key('2'),
    AUDIT_KEY: key('3'),
    CLOCK_OFFSET_MS: String(parts.clockOffsetMs),
  };
}

/** A port that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
