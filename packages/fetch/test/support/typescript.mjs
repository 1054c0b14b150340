// Lets a plain Node process run the sources: it strips types by itself, and only has to be told where the files are.
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const packages = new URL('../../../', import.meta.url);

registerHooks({
  resolve(specifier, context, nextResolve) {
    const [, name, entry] = /^@sameflight\/(\w+)(?:\/(\w+))?$/.exec(specifier) ?? [];
    if (name !== undefined) {
      const source = `${name}/src/${entry === undefined ? '' : `${entry}/`}index.ts`;
      return nextResolve(new URL(source, packages).href, context);
    }
    if (specifier.startsWith('.') && specifier.endsWith('.js')) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (existsSync(fileURLToPath(source))) return nextResolve(source.href, context);
    }
    return nextResolve(specifier, context);
  },
});
