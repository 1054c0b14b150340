/** RFC 9110 §15.1. A cache may guess the lifetime of these. 206 is missing: partial answers are not stored. */
const HEURISTICALLY_CACHEABLE = new Set([200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501]);

/** Never stored, whatever they say: partial or bodiless answers, ones about who is asking, and those of RFC 6585. */
const NEVER_STORED = new Set([206, 304, 401, 403, 407, 428, 429, 431, 511]);

/** Those of RFC 9110 §15, whose meaning for a cache is therefore known. */
const UNDERSTOOD = new Set([
  200, 201, 202, 203, 204, 205, 300, 301, 302, 303, 305, 307, 308, 400, 402, 404, 405, 406, 408,
  409, 410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 426, 500, 501, 502, 503, 504, 505,
]);

/** Whether a response with this status may be given a lifetime although it states none. RFC 9110 §15.1. */
export function isHeuristicallyCacheable(status: number): boolean {
  return HEURISTICALLY_CACHEABLE.has(status);
}

/**
 * Whether a lifetime that was given for all responses is meant for one with this status: what fails, or is about this one
 * request, has its own.
 */
export function hasUsualLifetime(status: number): boolean {
  return isHeuristicallyCacheable(status) && status < 500;
}

/** Whether a response with this status may be stored if it says so: it is final, whole, and not about the caller. */
export function isStorableStatus(status: number): boolean {
  return status >= 200 && status <= 599 && !NEVER_STORED.has(status);
}

/** What `must-understand` asks. RFC 9111 §5.2.2.3. */
export function isUnderstoodStatus(status: number): boolean {
  return UNDERSTOOD.has(status);
}

/** The failures that `stale-if-error` covers. RFC 5861 §4. */
export function isServerError(status: number): boolean {
  return status === 500 || status === 502 || status === 503 || status === 504;
}
