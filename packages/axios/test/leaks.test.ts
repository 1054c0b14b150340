import { leaksNothing } from './leaks.js';

leaksNothing();
