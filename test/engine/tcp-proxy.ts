import { connect, createServer, type Socket } from 'node:net';

/** A wire to a server that can be cut and mended. */
export interface TcpProxy {
  /** `host:port` to connect to. */
  readonly address: string;
  /** Breaks every connection; new ones are refused until `mend`. */
  cut(): void;
  mend(): void;
  /** Nothing passes in either direction, but no connection breaks. */
  freeze(): void;
  close(): Promise<void>;
}

/** @param target `host:port`. */
export async function createTcpProxy(target: string): Promise<TcpProxy> {
  const [host = '', port = ''] = target.split(':');
  const sockets = new Set<Socket>();
  let state: 'open' | 'cut' | 'frozen' = 'open';
  const server = createServer((client) => {
    if (state === 'cut') {
      client.destroy();
      return;
    }
    const upstream = connect(Number(port), host);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => {
        if (state === 'open') to.write(chunk);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The proxy listens on no port.');
  const breakAll = () => sockets.forEach((socket) => socket.destroy());
  return {
    address: `127.0.0.1:${bound.port}`,
    cut() {
      state = 'cut';
      breakAll();
    },
    mend() {
      // What was swallowed while frozen cannot be given back, so those connections end.
      if (state === 'frozen') breakAll();
      state = 'open';
    },
    freeze() {
      state = 'frozen';
    },
    close() {
      breakAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
