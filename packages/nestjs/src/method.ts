import { Inject } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { setHost } from './hosts.js';

/** Where an object finds the app that it lives in. */
const HOST = Symbol.for('sameflight:host');

export type AsyncMethod = (this: object, ...args: never[]) => Promise<unknown>;

/** A decorator for methods that return a promise, and that functions of `Args` can be given the arguments of. */
export type AsyncMethodDecorator<Args extends readonly unknown[]> = <
  Method extends (...args: never[]) => Promise<unknown>,
>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<Method> & Suiting<Args, Method>,
) => void;

type Suiting<Args extends readonly unknown[], Method extends (...args: never[]) => unknown> = ((
  ...args: Args
) => void) extends (...args: Parameters<Method>) => void
  ? unknown
  : { readonly 'its functions take other arguments than the method': never };

/** A decorated method. */
export interface MethodPlace {
  /** The class that declares it. */
  readonly target: object;
  /** Such as `RateService.load`. */
  readonly name: string;
  readonly method: AsyncMethod;
}

/**
 * Puts `wrapper` in the place of a method, with its name and all its metadata, and has Nest tell each object of the
 * class where it lives.
 *
 * @throws {TypeError} for anything but a method of the instances
 */
export function replaceMethod(
  decorator: string,
  target: object,
  key: string | symbol,
  descriptor: PropertyDescriptor,
  wrap: (place: MethodPlace) => AsyncMethod,
): void {
  const method: unknown = descriptor.value;
  const name = `${ownerName(target)}.${String(key)}`;
  if (typeof target === 'function' || typeof method !== 'function')
    throw new TypeError(`@${decorator}() on ${name}: it must be a method of the class's objects`);
  const wrapper = wrap({ target, name, method: method as AsyncMethod });
  Object.defineProperty(wrapper, 'name', { value: method.name, configurable: true });
  for (const metadataKey of Reflect.getMetadataKeys(method) as unknown[])
    Reflect.defineMetadata(metadataKey, Reflect.getMetadata(metadataKey, method), wrapper);
  descriptor.value = wrapper;
  receiveHost(target);
}

/** Does an object have methods that need to know? */
export function receivesHost(object: object): boolean {
  return HOST in object;
}

function receiveHost(prototype: object): void {
  Inject(ModuleRef)(prototype, HOST);
  if (Object.hasOwn(prototype, HOST)) return;
  // Nest assigns what it injects; this leaves no trace on the object.
  Object.defineProperty(prototype, HOST, {
    configurable: true,
    get: () => undefined,
    set(this: object, host: ModuleRef) {
      setHost(this, host);
    },
  });
}

function ownerName(target: object): string {
  return typeof target === 'function' ? target.name : target.constructor.name;
}
