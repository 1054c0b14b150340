const assert = require('node:assert/strict');
const { identify, parseCacheControl, headerList } = require('@sameflight/http');

assert.deepEqual(parseCacheControl('max-age=60').directives, [{ name: 'max-age', argument: '60' }]);

const headers = headerList({ authorization: 'Bearer secret' });
const { scopes } = identify({ method: 'GET', url: 'https://api.example/', headers });
assert.ok(!scopes.join().includes('secret'));
