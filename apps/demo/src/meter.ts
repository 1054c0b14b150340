/** What the clients of one service have seen so far. */
export class Meter {
  requests = 0;
  /** Answered with an error. */
  failed = 0;
  /** Answered with something else than what was asked for. */
  wrong = 0;
  /** How long each good answer took, in milliseconds. */
  readonly durations: number[] = [];
}
