import { vi } from 'vitest';
import { behavesOver } from './behaviours.js';

vi.mock('axios', () => import('axios-oldest'));

behavesOver('http');
behavesOver('fetch');
