import { axiosClients } from '../contestants/http/axios-clients.js';
import { fetchClients } from '../contestants/http/fetch-clients.js';
import type { HttpClient } from '../contestants/http/http-client.js';
import { type CallsByName, CROWD } from '../crowd.js';
import { report } from '../in-own-process.js';
import { origin } from './origin.js';

// A process of its own: lets a crowd ask every client for the same cold URL at once, and counts what arrives upstream.
const { url, requests } = await origin();

async function callsOf(clients: readonly HttpClient[], field: string): Promise<CallsByName> {
  const calls: Record<string, number> = {};
  for (const [index, client] of clients.entries()) {
    const get = client.open();
    const before = await requests();
    await Promise.all(Array.from({ length: CROWD }, () => get(`${url}/slow/${field}-${index}`)));
    calls[client.name] = (await requests()) - before;
  }
  return calls;
}

report({
  fetch: await callsOf(fetchClients, 'fetch'),
  axios: await callsOf(axiosClients, 'axios'),
});
