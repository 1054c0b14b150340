import type { Named } from './suites/suite.js';

/**
 * A module, loaded anew for each contestant: code that all of them shared would be compiled for all of them at once, and be
 * slow for each.
 */
export function ownCopy<Module>(module: URL, { name }: Named): Promise<Module> {
  return import(`${module.href}?for=${encodeURIComponent(name)}`);
}
