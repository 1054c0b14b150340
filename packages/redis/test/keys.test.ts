import { expect, test } from 'vitest';
import { tagField } from '../src/epochs.js';
import { Keys } from '../src/keys.js';

const keys = new Keys('app:');

test('a plain key can be read in redis-cli', () => {
  expect(keys.place('user:1')).toEqual({
    key: 'user:1',
    record: 'app:{user:1}',
    lease: 'app:{user:1}:lease',
  });
});

test('no two keys share a place, and none stands in the place of something else', () => {
  const texts = [
    '',
    '#',
    'a',
    'a}',
    '{a',
    '{a}',
    'epochs',
    'epochs}:now',
    '\ud800',
    '\ud801',
    '\ufffd',
  ];
  const digests = texts.map((text) => keys.place(text).record.slice('app:{'.length, -1));
  const all = [...texts, ...digests, 'x'.repeat(200), 'x'.repeat(201), 'x'.repeat(202)];

  const places = [...new Set(all)].flatMap((text) => Object.values(keys.place(text)).slice(1));

  const taken = [...places, keys.now, keys.tags, keys.channel, keys.ownChannel('a')];
  expect(new Set(taken).size).toBe(taken.length);
});

test('a record and its lease have one hash tag, whatever the key', () => {
  for (const key of ['', '}', '{}', 'a}b{c', 'x'.repeat(1_000_000)]) {
    const { record, lease } = keys.place(key);
    const tagOf = (name: string) => /^[^{]*\{([^}]+)\}/.exec(name)?.[1];
    expect(tagOf(record)).toBeTruthy();
    expect(tagOf(lease)).toBe(tagOf(record));
  }
  expect(keys.place('x'.repeat(1_000_000)).record.length).toBeLessThan(100);
});

test('tags share a bounded number of fields, and spread over them', () => {
  const fields = Array.from({ length: 10_000 }, (_, index) => tagField(`tag:${index}`));

  expect(fields.every((field) => /^t\d{1,6}$/.test(field))).toBe(true);
  expect(new Set(fields).size).toBeGreaterThan(9_500);
});
