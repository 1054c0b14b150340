import { startDemo } from './demo.js';

const demo = await startDemo({
  host: '127.0.0.1',
  port: Number(process.env.PORT ?? 0),
  visitorsPerSecond: 40,
  crowd: 1000,
});
console.log(demo.url);
if (process.env.TRY) {
  for (const on of [false, true])
    for (const part of ['trips', 'rates', 'weather', 'deals'] as const) {
      demo.stage.turn(on);
      const t = performance.now();
      const crowd = await demo.stage.stampede(part);
      const { requests, calls, answered, failed, wrong, p50, p95, p99 } = crowd.view();
      console.log(
        on,
        part,
        { requests, calls, answered, failed, wrong, p50, p95, p99 },
        Math.round(performance.now() - t),
      );
      await new Promise((r) => setTimeout(r, 700));
    }
  console.log(JSON.stringify(demo.stage.snapshot()));
  demo.stage.mode = 'failing';
  demo.stage.expire();
  console.log((await demo.stage.return('trips')).view());
  demo.stage.mode = 'hung';
  demo.stage.expire();
  console.log((await demo.stage.return('deals')).view());
  demo.stage.mode = 'up';
  console.log((await demo.stage.stampede('trips')).view());
  await demo.close();
}
