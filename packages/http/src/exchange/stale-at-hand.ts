/** Thrown by a flight that found in L2 what memory did not hold, and which is stale: it is to be judged before upstream is asked. */
export class StaleAtHand extends Error {
  constructor() {
    super('L2 held a stale response: it is looked at first');
    this.name = 'StaleAtHand';
  }
}
