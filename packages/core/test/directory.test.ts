import { describe, expect, it } from 'vitest';
import { Directory } from '../src/directory.js';

const flight = (isLanding = false) => ({ isLanding });

describe('the directory of what there is of each key', () => {
  it('finds the slot of an entry, a flight where nothing is held, or neither', () => {
    const directory = new Directory();
    const aloft = flight();
    directory.setSlot('held', 7);
    directory.setFlight('aloft', aloft);

    expect(['held', 'aloft', 'none'].map((key) => directory.find(key))).toEqual([
      7,
      aloft,
      undefined,
    ]);
    expect(['held', 'aloft', 'none'].map((key) => directory.slot(key))).toEqual([7, 0, 0]);
    expect(['held', 'aloft', 'none'].map((key) => directory.flight(key))).toEqual([
      undefined,
      aloft,
      undefined,
    ]);
    expect([...directory.keys()]).toEqual(['held']);
    expect(directory.isPlain).toBe(true);
  });

  it('has the flight of a key that has an entry stand beside it', () => {
    const directory = new Directory();
    const refresh = flight();
    directory.setSlot('key', 7);

    directory.setFlight('key', refresh);

    expect(directory.find('key')).toBe(7);
    expect(directory.flight('key')).toBe(refresh);
    expect(directory.isPlain).toBe(false);
  });

  it('has a flight step aside for an entry that is not its own', () => {
    const directory = new Directory();
    const aloft = flight();
    directory.setFlight('key', aloft);

    directory.setSlot('key', 7);

    expect(directory.find('key')).toBe(7);
    expect(directory.flight('key')).toBe(aloft);
    expect(directory.isPlain).toBe(false);
  });

  it('gives the place of a flight to the entry that it lands with', () => {
    const directory = new Directory();
    const landing = flight(true);
    directory.setFlight('key', landing);

    directory.setSlot('key', 7);

    expect(directory.find('key')).toBe(7);
    expect(directory.flight('key')).toBeUndefined();
    expect(directory.isPlain).toBe(true);
  });

  it('finds a refresh still when its entry is gone', () => {
    const directory = new Directory();
    const refresh = flight();
    directory.setSlot('key', 7);
    directory.setFlight('key', refresh);

    directory.removeSlot('key');

    expect(directory.find('key')).toBeUndefined();
    expect(directory.flight('key')).toBe(refresh);
  });

  it.each([
    ['in its place', () => {}],
    ['beside an entry', (directory: Directory) => directory.setSlot('key', 7)],
  ])('removes a flight, and never its successor, %s', (_, prepare) => {
    const directory = new Directory();
    const [before, after] = [flight(), flight()];
    prepare(directory);
    const held = directory.slot('key');
    directory.setFlight('key', before);
    directory.removeFlight('key', before);
    directory.setFlight('key', after);

    directory.removeFlight('key', before);
    expect(directory.flight('key')).toBe(after);
    directory.removeFlight('key', after);
    expect(directory.flight('key')).toBeUndefined();
    expect(directory.slot('key')).toBe(held);
    expect(directory.isPlain).toBe(true);
  });

  it('forgets every key', () => {
    const directory = new Directory();
    directory.setSlot('key', 7);

    directory.clear();

    expect(directory.find('key')).toBeUndefined();
    expect([...directory.keys()]).toEqual([]);
  });
});
