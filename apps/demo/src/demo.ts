import type { DynamicModule } from '@nestjs/common';
import { LocalMember } from './fleet/local-member.js';
import { serveFiles } from './live/files.js';
import { pageModule } from './live/page.module.js';
import { Stage, type StageOptions } from './live/stage.js';
import { travelModule } from './travel/travel.module.js';
import { Upstreams } from './upstreams/upstreams.js';

export interface DemoOptions extends StageOptions {
  readonly host: string;
  /** `0` is one that the system picks. */
  readonly port: number;
}

/** The whole demo, running. */
export interface Demo {
  readonly url: string;
  readonly stage: Stage;
  close(): Promise<void>;
}

/** Starts the upstreams, the travel service with its page, and the visitors. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const upstreams = await Upstreams.start();
  const stage = new Stage(upstreams, options);
  const member = await LocalMember.create(moduleOf(stage, upstreams));
  serveFiles(member.app);
  await member.listen(options.port, options.host);
  stage.open([member], member.cache);
  return {
    url: member.url,
    stage,
    async close() {
      stage.close();
      await member.close();
      await upstreams.close();
    },
  };
}

class DemoModule {}

function moduleOf(stage: Stage, upstreams: Upstreams): DynamicModule {
  return {
    module: DemoModule,
    imports: [travelModule(upstreams.urls), pageModule(stage)],
  };
}
