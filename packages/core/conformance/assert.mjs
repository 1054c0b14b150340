/** The few assertions the cases use; the same on every runtime. */
export const assert = {
  equal(actual, expected, what = 'value') {
    if (!Object.is(actual, expected))
      throw new Error(`${what}: expected ${show(expected)}, got ${show(actual)}`);
  },

  same(actual, expected, what = 'values') {
    assert.equal(JSON.stringify(actual), JSON.stringify(expected), what);
  },

  ok(condition, what) {
    if (!condition) throw new Error(`expected ${what}`);
  },

  async rejects(promise, reason) {
    assert.equal(await rejection(promise), reason, 'reason of the rejection');
  },

  async rejectsAs(promise, kind) {
    const error = await rejection(promise);
    assert.ok(error instanceof kind, `a rejection with ${kind.name}, got ${show(error)}`);
    return error;
  },
};

async function rejection(promise) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`expected a rejection, got ${show(value)}`);
}

function show(value) {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
