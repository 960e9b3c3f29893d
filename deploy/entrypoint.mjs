// First process of the image. It becomes the program instead of starting it, so that signals arrive where they belong.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const dist = new URL('../dist/', import.meta.url);
const [command = 'api'] = process.argv.slice(2);

/** Every role in a file of its own, so that a process is given only those that it needs (NAME_FILE). */
function writeRoleUrls(urls) {
  const { ROLE_URL_DIR, BACKUP_URL_DIR } = process.env;
  for (const [name, url] of Object.entries(urls)) {
    const dir = name === 'DATABASE_BACKUP_URL' ? BACKUP_URL_DIR : ROLE_URL_DIR;
    if (!dir) continue;
    const file = path.join(dir, name);
    fs.writeFileSync(`${file}.new`, url, { mode: 0o600 });
    fs.renameSync(`${file}.new`, file);
  }
}

const commands = {
  api: () => import(new URL('apps/api/src/main.js', dist).href),
  worker: () => import(new URL('apps/worker/src/main.js', dist).href),
  migrate: () => {
    let output;
    try {
      output = execFileSync(process.execPath, [new URL('migrations/main.js', dist).pathname], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    } catch {
      process.exit(1); // it has said why
    }
    const lines = output.trim().split('\n');
    writeRoleUrls(JSON.parse(lines.pop()));
    console.log(lines.join('\n'));
  },
  // Addresses of the run-time roles as NAME=value, for a Secret; derived from DATABASE_URL and ROLE_SECRET without a connection.
  'role-urls': async () => {
    const { DATABASE_URL, ROLE_SECRET } = process.env;
    if (!DATABASE_URL || !ROLE_SECRET) throw new Error('role-urls needs DATABASE_URL and ROLE_SECRET');
    const { roleUrls } = await import(new URL('migrations/roles.js', dist).href);
    for (const [name, url] of Object.entries(roleUrls(DATABASE_URL, ROLE_SECRET))) console.log(`${name}=${url}`);
  },
  health: async () => {
    const response = await fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/readyz`, {
      signal: AbortSignal.timeout(4_000),
    }).catch(() => undefined);
    process.exit(response?.ok ? 0 : 1);
  },
};

if (!(command in commands)) {
  console.error(`Unknown command "${command}". One of: ${Object.keys(commands).join(', ')}.`);
  process.exit(1);
}
await commands[command]();
