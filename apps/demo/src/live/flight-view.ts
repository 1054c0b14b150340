import type { FlightInfo } from '@sameflight/core';
import { type Part, parts } from '../travel/parts.js';
import type { FlightView } from './snapshot.js';

/** A flight as the page shows it: keys tell more than people want to read. */
export function flightView({ key, waiters, age, background }: FlightInfo): FlightView {
  return { part: partOf(key), waiters, age, isBackground: background };
}

function partOf(key: string): Part {
  if (key.startsWith('"http","fetch"')) return 'rates';
  if (key.startsWith('"http","axios"')) return 'weather';
  return (
    parts.find((part) => key.includes(`api/${part}`) || key.startsWith(`"${part}"`)) ?? 'trips'
  );
}
