/** One request of one client, and the rest that follows it. */
export interface Visit {
  readonly path: string;
  /** Milliseconds until the client asks again. */
  readonly pause: number;
}

/** What every client is going to ask for, so that two services can be asked exactly the same. */
export type Plan = readonly (readonly Visit[])[];

export interface PlanOptions {
  readonly clients: number;
  readonly visitsPerClient: number;
  /** How many different things there are to ask for. */
  readonly paths: number;
  /** The mean rest between two requests of a client, in milliseconds. */
  readonly pause: number;
}

/** Everybody starts at once; a few paths are asked for much more often than the others. */
export function makePlan({ clients, visitsPerClient, paths, pause }: PlanOptions): Plan {
  const visit = (): Visit => ({
    path: `/products/${Math.floor(paths * Math.random() ** 2)}`,
    pause: pause * (0.5 + Math.random()),
  });
  return Array.from({ length: clients }, () => Array.from({ length: visitsPerClient }, visit));
}
