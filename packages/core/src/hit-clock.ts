import { type Clock, systemClock } from './clock.js';

/** Readings in a row, each within `BUSY_GAP` of the one before, after which readings are lent. */
const BUSY_STREAK = 64;
const BUSY_GAP = 0.05;

/** Hits that one reading of the clock may serve. */
const LENT_READS = 15;

const nativeNow = performance.now;
const nativeSetTimeout = globalThis.setTimeout;

/** What a hit asks for the time. */
export interface HitClock {
  now(): number;
}

/** The clock for hits: lends readings where the platform's own clock is used, and asks any other clock each time. */
export function hitClock(clock: Clock): HitClock {
  return clock === systemClock && !timersBelongToRequests() ? new LendingClock() : clock;
}

/**
 * Reading the platform's clock costs more than the rest of a hit. While hits come thick and fast, one reading
 * serves up to sixteen of them, and a timer calls the loan in after a millisecond. Sparse hits read the clock each.
 */
class LendingClock implements HitClock {
  #time = Number.NEGATIVE_INFINITY;
  #streak = 0;
  #lent = 0;
  #timerIsSet = false;

  now(): number {
    if (this.#lent > 0) {
      this.#lent--;
      return this.#time;
    }
    return this.#read();
  }

  #read(): number {
    const time = performance.now();
    const gap = time - this.#time;
    this.#time = time;
    if (gap > (this.#timerIsSet ? BUSY_GAP * LENT_READS : BUSY_GAP)) this.#streak = 0;
    else if (++this.#streak > BUSY_STREAK) this.#lend();
    return time;
  }

  #lend(): void {
    if (timeIsFaked()) return;
    this.#lent = LENT_READS;
    if (this.#timerIsSet) return;
    this.#timerIsSet = true;
    systemClock.setTimeout(() => this.#callIn(), 1);
  }

  #callIn(): void {
    this.#timerIsSet = false;
    this.#lent = 0;
  }
}

function timeIsFaked(): boolean {
  return performance.now !== nativeNow || globalThis.setTimeout !== nativeSetTimeout;
}

// In workerd a timer dies with the request that set it, and could not call a loan in.
function timersBelongToRequests(): boolean {
  return globalThis.navigator?.userAgent === 'Cloudflare-Workers';
}
