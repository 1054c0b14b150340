import logUpdate from 'log-update';
import colors from 'picocolors';
import type { Demo } from '../demo.js';
import type { Stage } from '../live/stage.js';
import { lineOf, tableOf, verdictOf } from './report.js';
import type { Scene, StoryOptions } from './story.js';
import { wasEnough } from './verdict.js';

/** How the story is told to the one who started it. */
export interface Teller extends Pick<StoryOptions, 'onAct' | 'onScene'> {
  begin(demo: Demo): void;
  end(scenes: readonly Scene[]): void;
  /** Takes its progress off the screen. */
  stop(): void;
}

/** For people: act by act, with the crowd's progress where the output can be redrawn, and a table in the end. */
export function tellPeople(canRedraw: boolean): Teller {
  let ticker: NodeJS.Timeout | undefined;
  let stage: Stage | undefined;
  let title = '';
  const draw = (): void => {
    const view = stage?.snapshot().stampede;
    if (view !== undefined) logUpdate(`${colors.dim('…')} ${title}: ${lineOf(view)}`);
  };
  const stop = (): void => {
    clearInterval(ticker);
    if (canRedraw) logUpdate.clear();
  };
  return {
    begin({ stage: opened, url, isOpen }) {
      stage = opened;
      const processes =
        opened.size === 1 ? '' : `, answered by ${opened.size} processes with one Redis`;
      console.log(`The page is at ${colors.bold(url)}`);
      if (isOpen) console.log('Whoever can reach this machine can open it and press its buttons.');
      console.log(
        `\n${opened.crowdSize.toLocaleString('en')} visitors ask a travel service for one thing at the same moment${processes}.\n` +
          'The APIs behind it are slow, allow 50 calls a second, and break under load.\n',
      );
    },
    onAct(next) {
      title = next;
      if (canRedraw) ticker = setInterval(draw, 100);
    },
    onScene(scene) {
      stop();
      console.log(`${colors.green('✓')} ${scene.title}: ${lineOf(scene)}`);
    },
    end: (scenes) => console.log(`\n${tableOf(scenes)}\n\n${verdictOf(scenes)}`),
    stop,
  };
}

/** For machines: one JSON document in the end, and nothing else. */
export function tellMachines(): Teller {
  const nothing = (): void => undefined;
  return {
    begin: nothing,
    onAct: nothing,
    onScene: nothing,
    stop: nothing,
    end: (scenes) =>
      console.log(JSON.stringify({ oneCallWasEnough: wasEnough(scenes), scenes }, null, 2)),
  };
}
