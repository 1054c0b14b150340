import type { ModuleRef } from '@nestjs/core';

/** The apps that objects live in, the newest first. Kept beside the objects, which may be frozen. */
const hosts: WeakMap<object, readonly ModuleRef[]> = new WeakMap();

/** The app that an object lives in; none for one that was made by hand, nor for a method that was taken off its object. */
export function hostOf(object: object | undefined): ModuleRef | undefined {
  return object && hosts.get(object)?.[0];
}

/** Tells that an object lives in an app. It may live in several, where each is given the same one. */
export function setHost(object: object, host: ModuleRef): void {
  removeHost(object, host);
  hosts.set(object, [host, ...(hosts.get(object) ?? [])]);
}

/** Tells that an object lives in an app no longer. */
export function removeHost(object: object, host: ModuleRef): void {
  const others = hosts.get(object)?.filter((one) => one !== host);
  if (others !== undefined) hosts.set(object, others);
}
