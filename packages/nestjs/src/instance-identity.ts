import { randomUUID } from 'node:crypto';
import type { Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';

/** What stands in a key for the one object that Nest gives for its class: the same in every process. */
const THE_PROVIDER = 'provider';

const identities: WeakMap<object, string> = new WeakMap();

/**
 * Tells an object from the others of its class. One that is not simply the provider of its class gets an identity that
 * no other process shares: which of several objects it is cannot be known there.
 */
export function identityOf(object: object, moduleRef: ModuleRef): string {
  const identity = identities.get(object) ?? findIdentity(object, moduleRef);
  identities.set(object, identity);
  return identity;
}

function findIdentity(object: object, moduleRef: ModuleRef): string {
  try {
    const provider: unknown = moduleRef.get(object.constructor as Type<object>, { strict: false });
    return provider === object ? THE_PROVIDER : randomUUID();
  } catch {
    return randomUUID();
  }
}
