import { describe, expect, it } from 'vitest';
import { identify, type StoredResponse, selectVariant, withVariant } from '../src/index.js';
import { httpDate, NOW, request, SECOND, stored } from './messages.js';

interface Named extends StoredResponse {
  readonly name: string;
}

const named = (name: string, headers: Record<string, string>, asked = request()): Named => ({
  ...stored({ 'Cache-Control': 'max-age=60', ...headers }, { asked }),
  name,
});
const at = (seconds: number) => ({ Date: httpDate(NOW + seconds * SECOND) });
const chosen = (variants: readonly Named[], asked = request()) =>
  selectVariant(variants, asked, identify(asked))?.name;

const german = request({ 'Accept-Language': 'de' });
const french = request({ 'Accept-Language': 'fr' });
const vary = { Vary: 'Accept-Language' };

describe('selecting', () => {
  it('finds the one whose fields match', () => {
    const variants = [named('de', vary, german), named('fr', vary, french)];

    expect(chosen(variants, german)).toBe('de');
    expect(chosen(variants, french)).toBe('fr');
    expect(chosen(variants)).toBeUndefined();
    expect(chosen([])).toBeUndefined();
  });

  it('prefers the most recent by Date, in whatever order they were stored', () => {
    const [older, newer] = [named('older', at(-9)), named('newer', at(-1))];

    expect(chosen([older, newer])).toBe('newer');
    expect(chosen([newer, older])).toBe('newer');
    expect(chosen([named('stored last', at(0)), named('stored first', at(0))])).toBe('stored last');
  });

  it('leaves out one that varies on nothing, if a more recent one varies', () => {
    const forgetful = named('forgetful', at(-9));
    const later = named('later', at(0));
    const careful = named('careful', { ...vary, ...at(-5) }, german);

    expect(chosen([forgetful, careful], french)).toBeUndefined();
    expect(chosen([forgetful, careful], german)).toBe('careful');
    expect(chosen([later, careful], french)).toBe('later');
    expect(chosen([named('as old', at(-5)), careful], french)).toBeUndefined();
  });

  it('never finds what belongs to another asker, even among what it was given', () => {
    const alice = request({ Authorization: 'alice' });
    const bob = request({ Authorization: 'bob' });
    const hers = named('hers', {}, alice);

    expect(chosen([hers], alice)).toBe('hers');
    expect(chosen([hers], bob)).toBeUndefined();
    expect(chosen([hers])).toBeUndefined();
    expect(chosen([named('open', {})], alice)).toBe('open');
  });

  it('never finds what was stored for another URL, even among what it was given', () => {
    expect(
      chosen([named('here', {})], request({}, { url: 'https://api.example/b' })),
    ).toBeUndefined();
  });
});

describe('adding', () => {
  const add = (variants: readonly Named[], added: Named, asked = request(), most = 9) =>
    withVariant(variants, added, asked, most).map(({ name }) => name);

  it('takes the place of what the request would have selected', () => {
    const variants = [named('de', vary, german), named('fr', vary, french)];

    expect(add(variants, named('new', vary, german), german)).toEqual(['new', 'fr']);
    expect(add(variants, named('new', {}, german), german)).toEqual(['new', 'fr']);
  });

  it('leaves what belongs to others', () => {
    const alice = request({ Cookie: 'alice' });

    expect(add([named('open', {})], named('hers', {}, alice), alice)).toEqual(['hers', 'open']);
  });

  it('drops the last ones past the bound (H-18)', () => {
    const variants = [named('de', vary, german), named('fr', vary, french)];

    expect(add(variants, named('none', vary), request(), 2)).toEqual(['none', 'de']);
  });
});
