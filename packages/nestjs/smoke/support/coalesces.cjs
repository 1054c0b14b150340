/** Twenty requests at once, one run of the handler; and as many calls of a service, one run of its method. */
exports.coalesces = async ({
  assert,
  Controller,
  Get,
  Injectable,
  Module,
  NestFactory,
  CacheManager,
  Cached,
  Coalesce,
  SameflightModule,
}) => {
  const runs = { handler: 0, method: 0 };
  class Rates {
    async find() {
      runs.handler += 1;
      return { rate: 1.1 };
    }
  }
  decorate(Rates, 'find', Get(), Coalesce({ ttl: 5_000 }));
  Controller('rates')(Rates);
  class RateService {
    async load() {
      runs.method += 1;
      return 1.1;
    }
  }
  decorate(RateService, 'load', Cached());
  Injectable()(RateService);
  class App {}
  Module({
    imports: [SameflightModule.forRoot()],
    controllers: [Rates],
    providers: [RateService],
  })(App);

  const app = await NestFactory.create(App, { logger: false });
  await app.listen(0, '127.0.0.1');
  const url = `${await app.getUrl()}/rates`;
  const ask = async () => (await fetch(url, { headers: { connection: 'close' } })).json();
  const answers = await Promise.all(Array.from({ length: 20 }, ask));
  const service = app.get(RateService);
  await Promise.all(Array.from({ length: 20 }, () => service.load()));

  assert.deepEqual(answers, Array(20).fill({ rate: 1.1 }));
  assert.deepEqual(runs, { handler: 1, method: 1 });
  assert.equal(app.get(CacheManager).size, 2);
  await app.close();
};

function decorate(type, name, ...decorators) {
  const descriptor = Object.getOwnPropertyDescriptor(type.prototype, name);
  for (const decorator of decorators.reverse()) decorator(type.prototype, name, descriptor);
  Object.defineProperty(type.prototype, name, descriptor);
}
