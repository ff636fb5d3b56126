import { createServer, type AddressInfo } from 'node:net';
import { assertPortsFree, consecutivePorts, portsFrom } from '../../local/ports.ts';

describe('ports', () => {
  test('have usual values', () => {
    expect(portsFrom({})).toMatchObject({
      app: 3000,
      webapps: 8080,
      zeebeRest: 8088,
      zeebeGrpc: 26_500,
      openSearch: 9200,
      postgres: 5433,
      smtp: 2525,
    });
  });

  test('are moved by the environment, one by one', () => {
    expect(portsFrom({ PORT: '4000', WEBAPPS_PORT: '' })).toMatchObject({ app: 4000, webapps: 8080 });
  });

  test.each(['0', '65536', '80a', '-1', '1.5'])('%s is refused with the variable named', (port) => {
    expect(() => portsFrom({ ZEEBE_GRPC_PORT: port })).toThrow(
      `ZEEBE_GRPC_PORT must be a port between 1 and 65535, not "${port}".`,
    );
  });

  test('one port for two programs is refused with both variables named', () => {
    expect(() => portsFrom({ PORT: '8080' })).toThrow('PORT and WEBAPPS_PORT are both 8080');
  });

  test('in a row are all different', () => {
    const values = Object.values(consecutivePorts(40_000));
    expect(new Set(values).size).toBe(values.length);
    expect(Math.min(...values)).toBe(40_000);
  });
});

describe('a port that somebody holds', () => {
  test.each(['127.0.0.1', '0.0.0.0'])('on %s is named with the variable to set', async (host) => {
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(0, host, resolve));
    const { port } = stranger.address() as AddressInfo;
    const ports = portsFrom({ POSTGRES_PORT: String(port) });
    try {
      await expect(assertPortsFree(ports, ['postgres'])).rejects.toThrow(
        `Port ${port} (PostgreSQL) is in use by another program: stop that program, or set POSTGRES_PORT to a free port.`,
      );
    } finally {
      await new Promise((resolve) => stranger.close(resolve));
    }
    await assertPortsFree(ports, ['postgres']);
  });
});
