import { createServer, type Http2Server, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createGateway } from '../../src/engine/gateway.ts';
import { grpcCode } from '../../src/engine/grpc-error.ts';

const received: IncomingHttpHeaders[] = [];
let server: Http2Server;

beforeEach(async () => {
  received.length = 0;
  server = createServer();
  server.on('stream', (stream, headers) => {
    received.push(headers);
    // 16: not logged in. An answer without a message ends a gRPC call at once.
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '16' },
      { endStream: true },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

async function call(login?: { user: string; password: string }) {
  const gateway = createGateway(`127.0.0.1:${(server.address() as AddressInfo).port}`, login);
  const unary = await gateway
    .publish({ name: 'a', correlationKey: 'b', messageId: 'c', variables: {}, timeToLiveMs: 1 })
    .catch(grpcCode);
  const streamed = await gateway
    .activate({
      type: 'intake.any',
      worker: 'test',
      maxJobs: 1,
      timeoutMs: 1_000,
      fetchVariables: ['caseId'],
      signal: new AbortController().signal,
    })
    .catch(grpcCode);
  await gateway.close();
  return { unary, streamed };
}

test('every call over gRPC carries the login, single ones and polls alike', async () => {
  expect(await call({ user: 'intake-app', password: 'pässword' })).toEqual({ unary: 16, streamed: 16 });
  const expected = `Basic ${Buffer.from('intake-app:pässword').toString('base64')}`;
  expect(new Set(received.map(({ ':path': path }) => path?.split('/').pop()))).toEqual(
    new Set(['PublishMessage', 'ActivateJobs']),
  );
  expect(received.map(({ authorization }) => authorization)).toEqual(received.map(() => expected));
});

test('without a login nothing is sent', async () => {
  await call();
  expect(received.length).toBeGreaterThan(1);
  expect(received.filter(({ authorization }) => authorization)).toEqual([]);
});
