import assert from 'node:assert/strict';
import { headerList, identify, plan, shareable, storedResponse } from '@sameflight/http';

const request = { method: 'GET', url: 'https://api.example/rates', headers: headerList({}) };
const response = { status: 200, headers: headerList({ 'cache-control': 'max-age=60' }) };
const exchange = { request, response, sentAt: 0, receivedAt: 40, receivedOn: Date.now() };

assert.deepEqual(shareable(exchange, {}), { may: 'share', reason: 'fresh' });

const identity = identify(request);
const stored = storedResponse(exchange, identity, {});
assert.equal(plan([stored], request, identity, 30_000).does, 'answer');
assert.equal(plan([stored], request, identity, 90_000).does, 'ask');
