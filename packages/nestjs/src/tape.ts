import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type HeaderValue,
  isReply,
  type OutgoingResponse,
  setHeader,
  setStatus,
} from './platform.js';

/** The tape that the running code's writes to a response go to. */
export const runningTape: AsyncLocalStorage<Tape> = new AsyncLocalStorage();

/**
 * What a handler writes to a response while its flight is in the air: its status, and its headers. The response itself
 * stays untouched, so that the same can be played to everyone aboard, whoever started the flight.
 */
export class Tape {
  readonly response: OutgoingResponse;
  status: number | undefined;
  statusMessage: string | undefined;
  /** Why what is on the tape is for the caller alone who started the flight. */
  privateFor: 'set-cookie' | 'header' | 'response-sent' | undefined;
  #isRecording = true;
  #isPlayed = false;
  readonly #headers: Map<string, HeaderValue | undefined> = new Map();
  readonly #calls: (() => unknown)[] = [];

  constructor(response: OutgoingResponse) {
    this.response = response;
  }

  /** The tape that a write to `response` goes to, if it goes to one. */
  static recording(response: OutgoingResponse): Tape | undefined {
    const tape = runningTape.getStore();
    const isOurs = tape?.response === response || (tape && rawOf(tape.response) === response);
    return isOurs && tape.#isRecording ? tape : undefined;
  }

  /** The headers written, by lower-case name; `undefined` for one that was taken away. */
  get headers(): ReadonlyMap<string, HeaderValue | undefined> {
    return this.#headers;
  }

  get isBlank(): boolean {
    const isUntouched = this.status === undefined && this.statusMessage === undefined;
    return isUntouched && this.#headers.size === 0 && this.#calls.length === 0;
  }

  set(name: string, value: HeaderValue | undefined): void {
    this.#headers.set(name.toLowerCase(), value);
  }

  /** A call that cannot be written down as status and headers, to be made on the starter's response alone. */
  keep(call: () => unknown, reason: 'set-cookie' | 'header'): void {
    this.privateFor ??= reason;
    this.#calls.push(call);
  }

  /** The handler sends the response itself: what is on the tape goes before. */
  release(): void {
    this.privateFor = 'response-sent';
    this.playTo(this.response);
  }

  /** From now on writes go to the response itself. */
  stop(): void {
    this.#isRecording = false;
  }

  /** Writes all that is on the tape to a response, once, and stops. */
  playTo(response: OutgoingResponse): void {
    this.stop();
    if (this.#isPlayed) return;
    this.#isPlayed = true;
    if (this.status !== undefined) setStatus(response, this.status);
    if (this.statusMessage !== undefined) setStatusMessage(response, this.statusMessage);
    for (const [name, value] of this.#headers) {
      if (value === undefined) response.removeHeader(name);
      else setHeader(response, name, value);
    }
    for (const call of this.#calls) call();
  }
}

function rawOf(response: OutgoingResponse): OutgoingResponse | undefined {
  return isReply(response) ? response.raw : undefined;
}

function setStatusMessage(response: OutgoingResponse, message: string): void {
  if (isReply(response)) response.raw.statusMessage = message;
  else response.statusMessage = message;
}
