import { setTimeout as sleep } from 'node:timers/promises';
import type { StampedeView } from '../live/snapshot.js';
import type { Stage } from '../live/stage.js';
import { type Act, acts } from './acts.js';

/** How one act went. */
export interface Scene extends StampedeView {
  readonly title: string;
  /** The most upstream calls that were enough; `undefined` without Sameflight. */
  readonly most: number | undefined;
}

export interface StoryOptions {
  readonly signal: AbortSignal;
  /** Milliseconds between acts, for those who watch. */
  readonly pause: number;
  readonly onAct: (title: string) => void;
  readonly onScene: (scene: Scene) => void;
}

/**
 * Plays every act on `stage`.
 *
 * @throws the reason of `signal` when it aborts
 */
export async function playStory(stage: Stage, options: StoryOptions): Promise<readonly Scene[]> {
  const scenes: Scene[] = [];
  stage.act = 'The story begins';
  try {
    for (const act of acts) scenes.push(await playAct(act, stage, options));
    return scenes;
  } finally {
    stage.mode = 'up';
    stage.act = '';
  }
}

async function playAct(act: Act, stage: Stage, options: StoryOptions): Promise<Scene> {
  const { signal, pause, onAct, onScene } = options;
  await sleep(pause, undefined, { signal });
  stage.act = act.title;
  onAct(act.title);
  const crowd = await orAbort(act.play(stage), signal);
  const scene = { ...crowd.view(), title: act.title, most: act.most?.(stage) };
  onScene(scene);
  return scene;
}

/** Crowds do not heed signals. */
async function orAbort<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, aborted]);
}
