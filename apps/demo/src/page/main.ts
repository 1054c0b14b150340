import type { Scene, Snapshot, Tick } from '../live/snapshot.js';
import { showSwitches, wireButtons } from './buttons.js';
import { Chart } from './chart.js';
import { byId, say } from './element.js';
import { showHeadline, sumUp } from './headline.js';
import { showFlights, showLatencies, showParts, showSources } from './panels.js';

/** Ticks in the minute that the chart shows. */
const MINUTE = 240;

const chart = new Chart();
let ticks: readonly Tick[] = [];
let wasCrowded = false;

function show(snapshot: Snapshot): void {
  chart.show(ticks);
  showHeadline(snapshot);
  showSwitches(snapshot);
  showLatencies(snapshot);
  showSources(snapshot);
  showFlights(snapshot);
  showParts(snapshot);
  announce(snapshot);
  connection('live', snapshot.members === 1 ? 'live' : `live, ${snapshot.members} processes`);
}

/** Tells how a stampede ended, once. */
function announce({ stampede }: Snapshot): void {
  if (stampede?.isOver === true && wasCrowded) say('told', sumUp(stampede));
  wasCrowded = stampede?.isOver === false;
}

function connection(state: string, text: string): void {
  byId('connection').dataset.state = state;
  say('connection', text);
}

function listen(): EventSource {
  const stream = new EventSource('/live');
  stream.addEventListener('scene', ({ data }) => {
    const scene = JSON.parse(String(data)) as Scene;
    ticks = scene.ticks;
    show(scene.snapshot);
  });
  stream.addEventListener('snapshot', ({ data }) => {
    const snapshot = JSON.parse(String(data)) as Snapshot;
    ticks = [...ticks, snapshot.tick].slice(-MINUTE);
    show(snapshot);
  });
  stream.addEventListener('error', () => connection('lost', 'connection lost; trying again'));
  return stream;
}

/** Listens while someone looks: a browser has six connections for all its tabs, and the buttons need one. */
function listenWhileSeen(): void {
  let stream: EventSource | undefined;
  const look = (): void => {
    stream?.close();
    stream = document.hidden ? undefined : listen();
  };
  document.addEventListener('visibilitychange', look);
  look();
}

listenWhileSeen();
say('curl', `curl ${location.origin}/api/trips/lisbon`);
wireButtons();
