/** A client that is measured, behind the one small interface that all of them are measured through. */
export interface HttpClient {
  readonly name: string;
  /** It stores nothing: what is measured is what a cache saves. */
  readonly isBare?: boolean;
  /** Makes a client as the library's own documentation does, with a cache of its own. */
  open(): GetJson;
}

/** Gets a URL, and reads the body as JSON. */
export type GetJson = (url: string) => Promise<unknown>;
