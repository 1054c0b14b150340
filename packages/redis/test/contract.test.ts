import { setTimeout as sleep } from 'node:timers/promises';
import type { RemoteTier } from '@sameflight/core';
import { remoteTierContract, type TierBench } from '@sameflight/core/testing';
import { afterAll, beforeAll, test } from 'vitest';
import { type RedisTier, redisTier } from '../src/index.js';
import { both, type nodeRedis } from './support/clients.js';
import { describeWithRedis, RedisServer } from './support/redis-server.js';
import { TcpProxy } from './support/tcp-proxy.js';

let benches = 0;

/** Processes that each reach Redis over a network of their own, which can be cut. */
class RedisBench implements TierBench {
  // Renewed three times in its duration: a busy machine is late by a good part of a short one.
  readonly leaseDuration = 500;
  readonly #prefix = `bench${++benches}:`;
  readonly #socket: string;
  readonly #make: typeof nodeRedis;
  readonly #networks = new Map<RemoteTier, TcpProxy>();

  constructor(socket: string, make: typeof nodeRedis) {
    this.#socket = socket;
    this.#make = make;
  }

  async connect(): Promise<RedisTier> {
    const network = await TcpProxy.start(this.#socket);
    const client = this.#make(network.port);
    const tier = redisTier({
      client,
      prefix: this.#prefix,
      leaseTime: this.leaseDuration,
      timeout: 500,
    });
    this.#networks.set(tier, network);
    await tier.ready();
    return tier;
  }

  pass(milliseconds: number): Promise<void> {
    return sleep(milliseconds);
  }

  async cut(tier: RemoteTier): Promise<void> {
    await this.#networks.get(tier)?.refuse();
    this.#networks.get(tier)?.cut();
  }

  async restore(tier: RemoteTier): Promise<void> {
    await this.#networks.get(tier)?.accept();
  }

  async close(): Promise<void> {
    for (const [tier, network] of this.#networks) {
      await tier.close();
      await network.stop();
    }
  }
}

describeWithRedis.each(both)('the tier, over $name', ({ make }) => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.stop());

  for (const { title, run } of remoteTierContract(() => new RedisBench(server.socket, make))) {
    test(title, run);
  }
});
