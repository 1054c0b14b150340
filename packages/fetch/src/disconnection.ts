/** Whether a fetch failed as the origin could not be reached, and not by what its caller demands of the response. */
export function isDisconnection(
  error: unknown,
  redirect: RequestInit['redirect'],
  integrity: string | undefined,
): boolean {
  if (redirect !== 'error' && !integrity) return true;
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  // Only the network's errors have one, where they can be told apart at all.
  return typeof (code ?? cause?.code) === 'string';
}
