import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from 'node:net';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** Stands between a client and a server on a unix socket, and does to their connections what networks do. */
export class TcpProxy {
  port = 0;
  /** What becomes of what the server sends; `undefined` swallows it. */
  onReply: (chunk: Buffer, pair: Pair) => Buffer | undefined = (chunk) => chunk;
  /** How long replies are held back, in milliseconds. */
  delay = 0;
  #socketPath: string;
  readonly #pairs = new Set<Pair>();
  #listener: Server | undefined;
  #isStalled = false;

  private constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  static async start(socketPath: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(socketPath);
    await proxy.accept();
    return proxy;
  }

  get connections(): number {
    return this.#pairs.size;
  }

  /** Accepts connections, on the same port as before. */
  async accept(): Promise<void> {
    const listener = createServer((client) => this.#join(client));
    this.#listener = listener;
    await new Promise<void>((resolve) => listener.listen(this.port, '127.0.0.1', resolve));
    this.port = (listener.address() as AddressInfo).port;
  }

  /** New connections go to another server. */
  leadTo(socketPath: string): void {
    this.#socketPath = socketPath;
  }

  /** Refuses new connections; those that stand go on. */
  async refuse(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.close();
  }

  /** Resets every connection. */
  cut(): void {
    for (const { client, server } of this.#pairs) {
      server.destroy();
      client.resetAndDestroy();
    }
  }

  /** Nothing passes any more, and nobody is told: a half-open connection. */
  stall(): void {
    this.#isStalled = true;
    for (const { client, server } of this.#pairs) {
      client.pause();
      server.pause();
    }
  }

  flow(): void {
    this.#isStalled = false;
    for (const { client, server } of this.#pairs) {
      client.resume();
      server.resume();
    }
  }

  async stop(): Promise<void> {
    await this.refuse();
    this.cut();
  }

  #join(client: Socket): void {
    const server = createConnection(this.#socketPath);
    client.setNoDelay();
    const pair = { client, server };
    this.#pairs.add(pair);
    const end = () => {
      this.#pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.on('error', end).on('close', end);
    client.on('data', (chunk) => server.write(chunk));
    server.on('data', (chunk) => this.#forward(chunk, pair));
    if (this.#isStalled) this.stall();
  }

  #forward(chunk: Buffer, pair: Pair): void {
    const passed = this.onReply(chunk, pair);
    if (passed === undefined) return;
    const send = () => {
      if (!pair.client.destroyed) pair.client.write(passed);
    };
    if (this.delay > 0) setTimeout(send, this.delay);
    else send();
  }
}
