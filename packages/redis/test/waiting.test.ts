import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CircuitBreaker } from '../src/circuit-breaker.js';
import { withDeadline } from '../src/deadline.js';
import { Waits } from '../src/waits.js';

const never = () => new Promise<never>(() => undefined);

describe('the deadline', () => {
  test('is what ends an operation that does not', async () => {
    await expect(withDeadline('read', 20, never)).rejects.toThrow(
      'Redis did not answer read within the timeout of 20 ms',
    );
  });

  test('leaves what settles in time as it is', async () => {
    const error = new Error('refused');
    expect(await withDeadline('read', 1_000, async () => 1)).toBe(1);
    await expect(withDeadline('read', 1_000, () => Promise.reject(error))).rejects.toBe(error);
  });

  test('does not blame Redis for a process that was too busy to listen', async () => {
    const answer = new Promise((resolve) => setTimeout(() => setTimeout(resolve, 5, 'answer'), 60));
    const asked = withDeadline('read', 50, () => answer);
    const busyUntil = performance.now() + 60;
    while (performance.now() < busyUntil);

    expect(await asked).toBe('answer');
  });

  test('leaves a late failure unheard', async () => {
    const late = () => new Promise((_, reject) => setTimeout(reject, 30, new Error('late')));
    await expect(withDeadline('read', 10, late)).rejects.toThrow('within the timeout');
    await new Promise((resolve) => setTimeout(resolve, 40));
  });
});

describe('the circuit', () => {
  test('opens at the fifth failure in a row, and says what the last one was', () => {
    const breaker = new CircuitBreaker();
    for (let failure = 1; failure < 5; failure++) breaker.noteFailure(new Error('gone'));
    breaker.noteSuccess();
    for (let failure = 1; failure < 5; failure++) breaker.noteFailure(new Error('gone'));
    breaker.assertClosed('read');

    const last = new Error('the last');
    breaker.noteFailure(last);

    expect(breaker.isOpen).toBe(true);
    expect(() => breaker.assertClosed('read')).toThrow(expect.objectContaining({ cause: last }));
  });

  test('is not closed by an answer that was on its way when it opened', () => {
    const breaker = new CircuitBreaker();
    for (let failure = 1; failure <= 5; failure++) breaker.noteFailure(new Error('gone'));

    breaker.noteSuccess();
    expect(breaker.isOpen).toBe(true);

    breaker.close();
    breaker.assertClosed('read');
  });
});

describe('a wait for the holder of a lease', () => {
  const { signal } = new AbortController();
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('ends by the message, which may come before it is known who holds it', async () => {
    const waits = new Waits();
    const [early, late] = [waits.open('a'), waits.open('a')];

    const first = late.until('holder', 1_000, signal);
    waits.wake('a', 'alone', 'holder');

    expect(await first).toBe('alone');
    expect(await early.until('holder', 1_000, signal)).toBe('alone');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('ends with the lease, a little spread', async () => {
    const settled = new Waits().open('a').until('holder', 1_000, signal);
    const seen = vi.fn();
    void settled.then(seen);

    await vi.advanceTimersByTimeAsync(999);
    expect(seen).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(26);
    expect(seen).toHaveBeenCalledWith('again');
  });

  test('takes the end of another lease for a reason to look again, not for its outcome', async () => {
    const waits = new Waits();
    const settled = waits.open('a').until('holder', 1_000, signal);

    waits.wake('b', 'alone', 'holder');
    waits.wake('a', 'alone', 'predecessor');

    expect(await settled).toBe('again');
  });

  test('is over at once for who has already left, and leaves no listener', async () => {
    const leaving = new AbortController();
    const removed = vi.spyOn(leaving.signal, 'removeEventListener');
    leaving.abort();

    expect(await new Waits().open('a').until('holder', 1_000, leaving.signal)).toBe('again');
    expect(removed).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
