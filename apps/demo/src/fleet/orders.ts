import type { UpstreamUrls } from '../travel/parts.js';
import type { Report } from './member.js';
import type { TierPlace } from './tier.js';

/** What a process of the fleet is told when it starts. */
export interface Post {
  readonly upstreams: UpstreamUrls;
  readonly tier: TierPlace;
}

/** What it is told later. It says when it has done so, in the same order. */
export type Order = { readonly kind: 'turn'; readonly isOn: boolean } | { readonly kind: 'expire' };

/** What it tells. */
export type News =
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'done' };
