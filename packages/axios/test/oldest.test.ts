import { vi } from 'vitest';
import { behavesOver } from './behaviours.js';
import { tellsProxiesApart } from './proxies.js';

vi.mock('axios', () => import('axios-oldest'));

behavesOver('http');
behavesOver('fetch');
tellsProxiesApart();
