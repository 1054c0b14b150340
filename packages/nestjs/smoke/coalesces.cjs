// As coalesces.mjs, by require.
const assert = require('node:assert/strict');
require('reflect-metadata');
const { Controller, Get, Injectable, Module } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { CacheManager } = require('@sameflight/core');
const { Cached, Coalesce, SameflightModule } = require('@sameflight/nestjs');
const { coalesces } = require('./support/coalesces.cjs');

void coalesces({
  assert,
  ...{ Controller, Get, Injectable, Module, NestFactory },
  ...{ CacheManager, Cached, Coalesce, SameflightModule },
});
