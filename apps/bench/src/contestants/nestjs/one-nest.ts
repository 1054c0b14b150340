import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { CORE_VARIABLE } from '../core-variable.js';

const core = process.env[CORE_VARIABLE];
const host = /^(@nestjs\/|rxjs$|reflect-metadata$)/;

/** In a workspace each package has a Nest of its own; in an app, where all would meet, there is one. The same goes for core. */
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '@sameflight/core' && core !== undefined)
      return next(pathToFileURL(core).href, context);
    if (!host.test(specifier)) return next(specifier, context);
    return next(specifier, { ...context, parentURL: import.meta.url });
  },
});
