import { createServer, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createGateway } from '../../../src/engine/gateway.ts';

test('nothing is compressed on the way to the engine', async () => {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer();
  server.on('stream', (stream, headers) => {
    seen.push(headers);
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '5' },
      { endStream: true },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gateway = createGateway(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    await expect(gateway.topology()).rejects.toMatchObject({ code: 5 });
    await expect(gateway.complete('1', {})).rejects.toMatchObject({ code: 5 });
    expect(seen.map(({ ':path': path }) => path)).toEqual([
      '/gateway_protocol.Gateway/Topology',
      '/gateway_protocol.Gateway/CompleteJob',
    ]);
    expect(seen.map((headers) => headers['grpc-encoding'] ?? 'identity')).toEqual(['identity', 'identity']);
  } finally {
    await gateway.close();
    await new Promise((resolve) => server.close(resolve));
  }
});
