import type { RedisServer } from './redis-server.js';
import type { TcpProxy } from './tcp-proxy.js';

type Act = (server: RedisServer, proxy: TcpProxy) => void;

/** What keeps those waiting who ask a server through a proxy, and how it ends. */
export const hangs: readonly {
  readonly fault: string;
  readonly begin: Act;
  readonly end: Act;
}[] = [
  { fault: 'frozen', begin: (server) => server.freeze(), end: (server) => server.thaw() },
  { fault: 'half-open', begin: (_, proxy) => proxy.stall(), end: (_, proxy) => proxy.flow() },
  {
    fault: 'a second late',
    begin: (_, proxy) => {
      proxy.delay = 1_000;
    },
    end: (_, proxy) => {
      proxy.delay = 0;
    },
  },
];
