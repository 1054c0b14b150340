import { vi } from 'vitest';
import { leaksNothing } from './leaks.js';

vi.mock('axios', () => import('axios-oldest'));

leaksNothing();
