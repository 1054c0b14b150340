/** What a well-behaved library never causes. */
export class Noises {
  #heard: string[] = [];

  constructor() {
    process.on('warning', ({ name, message }) => this.#heard.push(`${name}: ${message}`));
    process.on('unhandledRejection', (reason) => this.#heard.push(`unhandled: ${String(reason)}`));
    for (const level of ['warn', 'error'] as const) this.#overhear(level);
  }

  /** What was heard since the last time, once all that is under way has been heard too. */
  async take(): Promise<readonly string[]> {
    await new Promise((resolve) => setImmediate(resolve));
    const heard = this.#heard;
    this.#heard = [];
    return heard;
  }

  #overhear(level: 'warn' | 'error'): void {
    const print = console[level];
    console[level] = (...words: unknown[]) => {
      this.#heard.push(`console.${level}: ${words.map(String).join(' ')}`);
      print.apply(console, words);
    };
  }
}
