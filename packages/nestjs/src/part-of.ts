import type { Type } from '@nestjs/common';
import type { ModuleRef } from '@nestjs/core';

const found: WeakMap<ModuleRef, Map<unknown, unknown>> = new WeakMap();

/**
 * A part of the adapter in the app that `moduleRef` belongs to, wherever the module was imported.
 *
 * @throws {TypeError} where it was not
 */
export function partOf<Part>(moduleRef: ModuleRef, part: Type<Part>, wantedBy: string): Part {
  const parts = found.get(moduleRef) ?? new Map<unknown, unknown>();
  const known = (parts.get(part) as Part | undefined) ?? find(moduleRef, part, wantedBy);
  found.set(moduleRef, parts.set(part, known));
  return known;
}

function find<Part>(moduleRef: ModuleRef, part: Type<Part>, wantedBy: string): Part {
  try {
    return moduleRef.get(part, { strict: false });
  } catch (cause) {
    throw new TypeError(
      `${wantedBy} needs SameflightModule; import SameflightModule.forRoot() in a module of the app`,
      { cause },
    );
  }
}
