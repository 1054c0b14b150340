type Print = (...words: unknown[]) => void;

const LEVELS = ['warn', 'error'] as const;

/** What a well-behaved library never causes. */
export class Noises {
  #heard: string[] = [];
  readonly #overheard: (readonly [level: (typeof LEVELS)[number], print: Print])[] = [];

  constructor() {
    process.on('warning', this.#onWarning);
    process.on('unhandledRejection', this.#onRejection);
    for (const level of LEVELS) this.#overhear(level);
  }

  /** What was heard since the last time, once all that is under way has been heard too. */
  async take(): Promise<readonly string[]> {
    await new Promise((resolve) => setImmediate(resolve));
    const heard = this.#heard;
    this.#heard = [];
    return heard;
  }

  /** Listens no longer. */
  close(): void {
    process.off('warning', this.#onWarning);
    process.off('unhandledRejection', this.#onRejection);
    for (const [level, print] of this.#overheard) console[level] = print;
  }

  readonly #onWarning = ({ name, message }: Error): void => {
    this.#heard.push(`${name}: ${message}`);
  };

  readonly #onRejection = (reason: unknown): void => {
    this.#heard.push(`unhandled: ${String(reason)}`);
  };

  #overhear(level: (typeof LEVELS)[number]): void {
    const print: Print = console[level];
    this.#overheard.push([level, print]);
    console[level] = (...words: unknown[]) => {
      this.#heard.push(`console.${level}: ${words.map(String).join(' ')}`);
      print.apply(console, words);
    };
  }
}
