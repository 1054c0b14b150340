// An app of one handler and one service, in plain JavaScript: Nest injects by the tokens that are published, not by metadata.
import assert from 'node:assert/strict';
import 'reflect-metadata';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CacheManager } from '@sameflight/core';
import { Cached, Coalesce, SameflightModule } from '@sameflight/nestjs';
import { coalesces } from './support/coalesces.cjs';

await coalesces({
  assert,
  ...{ Controller, Get, Injectable, Module, NestFactory },
  ...{ CacheManager, Cached, Coalesce, SameflightModule },
});
