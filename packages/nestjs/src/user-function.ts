/**
 * What a function of the user's gives.
 *
 * @throws what it throws
 * @throws {TypeError} where it is asynchronous: what is asked for is needed at once
 */
export function askUser(option: string, ask: () => unknown): unknown {
  const answer = ask();
  if (!isThenable(answer)) return answer;
  // Nobody else hears of its failure, and one that nobody hears of ends the process.
  Promise.resolve(answer).catch(() => {});
  throw new TypeError(`\`${option}\` must not be asynchronous`);
}

/** @throws {TypeError} where it is not a string, and what `askUser` throws */
export function askForString(option: string, ask: () => unknown): string {
  const answer = askUser(option, ask);
  if (typeof answer === 'string') return answer;
  throw new TypeError(`\`${option}\` must return a string, got ${typeof answer}`);
}

/** @throws {TypeError} where they are not strings, and what `askUser` throws */
export function askForStrings(option: string, ask: () => unknown): readonly string[] {
  const answer = askUser(option, ask);
  if (areStrings(answer)) return answer;
  throw new TypeError(`\`${option}\` must return an array of strings`);
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

export function areStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
