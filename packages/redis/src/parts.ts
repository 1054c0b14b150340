import { randomBytes } from 'node:crypto';
import type { RemoteFailure, RemoteListener } from '@sameflight/core';
import { Bus } from './bus.js';
import { Claims } from './claims.js';
import type { Connector } from './client.js';
import type { Term } from './deadline.js';
import { deferred } from './deferred.js';
import { Epochs } from './epochs.js';
import { Gate } from './gate.js';
import { Heartbeat } from './heartbeat.js';
import { Invalidator } from './invalidator.js';
import { Keys } from './keys.js';
import { Leases } from './leases.js';
import { Lineage } from './lineage.js';
import { Link } from './link.js';
import { encodeMessage } from './message.js';
import type { RedisTierSettings } from './options.js';
import { Records } from './records.js';
import { Replay } from './replay.js';
import { beatScript } from './scripts/beat.js';
import { Waits } from './waits.js';
import { Wire } from './wire.js';

/** What the tier is made of, and who knows whom. */
export class Parts {
  listener: RemoteListener | undefined;
  /** Tells this process from the others. */
  readonly node: string = randomBytes(9).toString('base64url');
  readonly started: Promise<void>;
  readonly keys: Keys;
  readonly link: Link;
  readonly wire: Wire;
  readonly records: Records;
  readonly waits: Waits = new Waits();
  readonly replay: Replay;
  readonly gate: Gate;
  readonly leases: Leases;
  readonly invalidator: Invalidator;
  readonly bus: Bus;
  readonly claims: Claims;
  readonly heartbeat: Heartbeat;

  constructor(connector: Connector, settings: RedisTierSettings) {
    const { node, waits } = this;
    const { isCluster } = connector;
    const report = (failure: RemoteFailure) => this.listener?.failed(failure);
    const onClear = (era: string) => void this.leases.endAll('again', era);
    const start = deferred<void>();
    this.started = start.promise;

    const keys = new Keys(settings.prefix);
    const lineage = new Lineage();
    const link = new Link(connector, 'commands', {
      prepare: (connection) => lineage.learn(connection),
      up: () => void this.gate.recover(),
      down: (error) => report({ operation: 'connection', error }),
    });
    const wire = new Wire(link, node, (error) => report({ operation: 'integrity', error }));
    const epochs = new Epochs(wire, keys, lineage);

    this.keys = keys;
    this.link = link;
    this.wire = wire;
    this.records = new Records({ ...settings, isCluster, keys, wire, epochs, report });
    this.invalidator = new Invalidator({ node, keys, wire, onClear });
    this.replay = new Replay((invalidation) => this.invalidator.apply(invalidation));
    this.gate = new Gate({
      timeout: settings.timeout,
      replay: this.replay,
      started: this.started,
      probe: () => epochs.ask(),
      onSilence: (error) => link.reset(error),
    });
    const { gate, records } = this;
    this.leases = new Leases({ ...settings, node, keys, gate, wire, records, report });
    this.bus = new Bus({
      connector,
      keys,
      node,
      waits,
      onClear,
      listener: () => this.listener,
      onUp: () => {
        this.heartbeat.forget();
        start.resolve();
      },
    });
    const { bus, leases, ask } = this;
    this.claims = new Claims({ bus, leases, records, waits, wire, ask });
    this.heartbeat = new Heartbeat(this.bus, () => this.#beat());
  }

  /** Asks Redis, through the gate. */
  readonly ask = async <Value>(
    operation: string,
    work: (term: Term) => Promise<Value>,
  ): Promise<Value> => {
    try {
      return await this.gate.pass(operation, work);
    } catch (error) {
      // The cache goes on without, and may keep what it could not be told of.
      if (!this.bus.isUp) this.bus.mayHaveMissed = true;
      throw error;
    }
  };

  async #beat(): Promise<string> {
    const { gate, keys, node, wire } = this;
    const token = wire.unique();
    const message = encodeMessage(node, { kind: 'beat', token });
    const channel = keys.ownChannel(node);
    await gate.pass('the heartbeat', () => wire.run(beatScript, [], channel, message));
    return token;
  }
}
