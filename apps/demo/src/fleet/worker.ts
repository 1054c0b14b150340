/** One more process of the fleet. It lives for as long as the one that started it. */
import { UpstreamUrls } from '../travel/parts.js';
import { travelModule } from '../travel/travel.module.js';
import { LocalMember } from './local-member.js';
import type { News, Order, Post } from './orders.js';
import { openTier } from './tier.js';

// Ctrl-C and a closed terminal reach the whole group; the one that started this says when to end.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);

const { upstreams, tier } = JSON.parse(process.argv[2] ?? '') as Post;
const member = await LocalMember.create(
  travelModule(new UpstreamUrls(upstreams), await openTier(tier)),
);
await member.listen(0, '127.0.0.1');

process.on('message', (order: Order) => {
  const done = order.kind === 'expire' ? member.expire() : member.turn(order.isOn);
  void done.then(() => tell({ kind: 'done' }));
});
const ticker = setInterval(() => tell({ kind: 'report', report: member.report() }), 250);
process.once('disconnect', () => {
  clearInterval(ticker);
  void member.close().finally(() => process.exit());
});
tell({ kind: 'ready', url: member.url });

function tell(news: News): void {
  if (process.connected) process.send?.(news);
}
