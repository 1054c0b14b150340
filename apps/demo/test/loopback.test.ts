import { expect, it } from 'vitest';
import { isLoopback } from '../src/live/loopback.js';

it.each(['127.0.0.1', '127.0.1.1', '::1', '::ffff:127.0.0.1'])('%s is this machine', (address) => {
  expect(isLoopback(address)).toBe(true);
});

it.each(['0.0.0.0', '::', '192.168.1.27', '::ffff:192.168.1.27', ''])(
  '%s is open to others',
  (address) => {
    expect(isLoopback(address)).toBe(false);
  },
);
