/** Lets Node run the sources as they are: it strips types, and this finds the files. */
import { registerHooks } from 'node:module';

const sources = new URL('../../src/', import.meta.url);
const entries = new Map([
  ['@sameflight/core', new URL('index.ts', sources).href],
  ['@sameflight/core/testing', new URL('testing/index.ts', sources).href],
]);

registerHooks({
  resolve(specifier, context, next) {
    const entry = entries.get(specifier);
    if (entry !== undefined) return next(entry, context);
    const isSource = specifier.startsWith('.') && context.parentURL?.startsWith(sources.href);
    return next(isSource ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
