import { expect } from 'vitest';
import { freePort } from './free-port.js';
import { RedisServer } from './redis-server.js';
import { eventually } from './timing.js';

const SLOTS = 16_384;

/** A real cluster of three servers, a third of the slots each. */
export class RedisCluster {
  readonly servers: readonly RedisServer[];
  readonly ports: readonly number[];

  private constructor(servers: readonly RedisServer[], ports: readonly number[]) {
    this.servers = servers;
    this.ports = ports;
  }

  static async start(): Promise<RedisCluster> {
    const nodes = await Promise.all([0, 1, 2].map((index) => startNode(index)));
    const cluster = new RedisCluster(
      nodes.map(({ server }) => server),
      nodes.map(({ port }) => port),
    );
    const [first, ...others] = nodes;
    for (const { port, busPort } of others) {
      await first?.server.command('CLUSTER', 'MEET', '127.0.0.1', String(port), String(busPort));
    }
    await Promise.all(cluster.servers.map((server) => eventually(() => expectWhole(server))));
    return cluster;
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
  }
}

interface Node {
  readonly server: RedisServer;
  readonly port: number;
  readonly busPort: number;
}

async function startNode(index: number): Promise<Node> {
  const [port, busPort] = [await freePort(), await freePort()];
  const settings = {
    port,
    bind: '127.0.0.1',
    'cluster-enabled': 'yes',
    'cluster-port': busPort,
    'cluster-node-timeout': 2_000,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = await RedisServer.start(...args);
  const [from, to] = [index, index + 1].map((third) => Math.floor((third * SLOTS) / 3));
  await server.command('CLUSTER', 'ADDSLOTSRANGE', String(from), String((to as number) - 1));
  return { server, port, busPort };
}

async function expectWhole(server: RedisServer): Promise<void> {
  const info = String(await server.command('CLUSTER', 'INFO'));
  expect(info).toContain('cluster_state:ok');
  expect(info).toContain('cluster_known_nodes:3');
}
