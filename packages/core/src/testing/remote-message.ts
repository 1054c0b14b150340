/** What the processes of an in-memory fleet tell each other. */
export type RemoteMessage =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'all' }
  | { readonly kind: 'settled'; readonly lease: number; readonly next: 'again' | 'alone' };

/** Takes messages for one process. */
export interface Subscriber {
  receive(message: RemoteMessage): void;
}
