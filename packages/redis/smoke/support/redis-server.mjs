import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const TRIES = 200;

/** Runs `work` with the socket of a server of its own. Where there is no redis-server, says so. */
export async function withRedisServer(work) {
  const folder = mkdtempSync(join(tmpdir(), 'smoke-'));
  const socket = join(folder, 's');
  const flags = ['--port', '0', '--unixsocket', socket, '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', flags, { stdio: 'ignore' });
  const failed = new Promise((_, reject) => server.on('error', reject));
  try {
    await Promise.race([accepts(socket), failed]);
    await work(socket);
  } catch (error) {
    if (error.code !== 'ENOENT' || error.path !== 'redis-server') throw error;
    console.log('skipped: there is no redis-server');
  } finally {
    server.kill();
    rmSync(folder, { recursive: true });
  }
}

async function accepts(socket) {
  for (let tries = 0; tries < TRIES; tries++) {
    if (await isOpen(socket)) return;
    await wait(10);
  }
  throw new Error('redis-server does not answer');
}

function isOpen(socket) {
  return new Promise((resolve) => {
    const connection = connect(socket, () => resolve(true));
    connection.on('error', () => resolve(false));
    connection.on('connect', () => connection.destroy());
  });
}
