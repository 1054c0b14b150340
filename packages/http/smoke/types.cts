import http = require('@sameflight/http');

const identity: http.Identity = http.identify({
  method: 'GET',
  url: 'https://a.example/',
  headers: [],
});

export = identity;
