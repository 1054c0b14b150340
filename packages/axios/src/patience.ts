import { AxiosError, CanceledError, type InternalAxiosRequestConfig } from 'axios';

/** How long one caller waits: until his signal or cancel token says no more, or his timeout passes. */
export class Patience {
  readonly #config: InternalAxiosRequestConfig;
  readonly #controller: AbortController = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasTimedOut = false;

  constructor(config: InternalAxiosRequestConfig) {
    this.#config = config;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isOver(): boolean {
    return this.#controller.signal.aborted;
  }

  start(): void {
    const { signal, cancelToken, timeout } = this.#config;
    const own = cancelToken as typeof cancelToken & Subscribable;
    own?.subscribe(this.#leave);
    if (signal?.aborted) this.#leave();
    else signal?.addEventListener?.('abort', this.#leave);
    if (timeout !== undefined && timeout > 0) this.#timer = setTimeout(this.#timeOut, timeout);
  }

  end(): void {
    const { signal, cancelToken } = this.#config;
    (cancelToken as typeof cancelToken & Subscribable)?.unsubscribe(this.#leave);
    signal?.removeEventListener?.('abort', this.#leave);
    clearTimeout(this.#timer);
  }

  /** Why this caller left, in axios' own words. */
  reason(): AxiosError {
    if (!this.#hasTimedOut) return canceled(this.#config);
    const { timeout, timeoutErrorMessage, transitional } = this.#config;
    const code = transitional?.clarifyTimeoutError ? AxiosError.ETIMEDOUT : AxiosError.ECONNABORTED;
    return new AxiosError(
      timeoutErrorMessage || `timeout of ${timeout}ms exceeded`,
      code,
      this.#config,
    );
  }

  readonly #leave = (): void => {
    this.#controller.abort();
  };

  readonly #timeOut = (): void => {
    this.#hasTimedOut = true;
    this.#controller.abort();
  };
}

/** What axios' cancel tokens can do, and its types do not say. */
type Subscribable =
  | { subscribe(listener: () => void): void; unsubscribe(listener: () => void): void }
  | undefined;

function canceled(config: InternalAxiosRequestConfig): AxiosError {
  const message = config.cancelToken?.reason?.message;
  const Canceled = CanceledError as unknown as new (
    message: string | undefined,
    config: InternalAxiosRequestConfig,
  ) => AxiosError;
  return new Canceled(message, config);
}
