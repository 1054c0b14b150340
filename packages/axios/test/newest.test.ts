import { behavesOver } from './behaviours.js';
import { tellsProxiesApart } from './proxies.js';

behavesOver('http');
behavesOver('fetch');
tellsProxiesApart();
