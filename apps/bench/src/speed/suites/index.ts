import { axios } from './axios.js';
import { core } from './core.js';
import { fetch } from './fetch.js';
import { nestjs } from './nestjs.js';
import { redis } from './redis.js';
import type { Suite } from './suite.js';

/** Every suite: a process finds its own here. */
export const suites: readonly Suite[] = [core, fetch, axios, nestjs, redis];
