// Some workers have no such registry.
const forgotten =
  typeof FinalizationRegistry === 'undefined'
    ? undefined
    : new FinalizationRegistry<ReadableStreamDefaultReader>((source) => {
        source.cancel().catch(() => {});
      });

/** Cancels `source` once nobody can read `body` any more: upstream would hold its connection for it. */
export function cancelWhenForgotten(body: object, source: ReadableStreamDefaultReader): void {
  forgotten?.register(body, source);
}
