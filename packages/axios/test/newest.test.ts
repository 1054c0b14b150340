import { behavesOver } from './behaviours.js';

behavesOver('http');
behavesOver('fetch');
