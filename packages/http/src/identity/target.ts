/**
 * The URL as it names a resource: without fragment, and without the userinfo, which is a credential.
 * Nothing else is normalised: query order counts, `%2f` is not `/`.
 */
export function targetOf(url: URL): string {
  if (!url.username && !url.password && !url.href.includes('#')) return url.href;
  const bare = new URL(url);
  bare.hash = '';
  bare.username = '';
  bare.password = '';
  return bare.href;
}

/** The target that a `Location` or `Content-Location` names, or `undefined` when it is no URL. */
export function resolveTarget(reference: string, base: string): string | undefined {
  try {
    return targetOf(new URL(reference, base));
  } catch {
    return undefined;
  }
}
