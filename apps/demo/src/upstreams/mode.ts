/**
 * - `up`: slow, rate-limited, and flaky in a busy second.
 * - `slow`: takes ten times as long.
 * - `failing`: says 503 to every call.
 * - `down`: cuts every connection.
 * - `hung`: takes every call and answers none.
 */
export type UpstreamMode = 'up' | 'slow' | 'failing' | 'down' | 'hung';

export const upstreamModes: readonly UpstreamMode[] = ['up', 'slow', 'failing', 'down', 'hung'];
