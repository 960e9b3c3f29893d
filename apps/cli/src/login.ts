import { type Platform, PlatformProblem } from '@app/sdk';
import { EXIT, type Io, UsageError } from './io.js';
import { connect, saveProfile } from './profile.js';

/** Keeps the address and the key, once the API knows the key. */
export async function login(io: Io, options: { url?: string | undefined; json: boolean }): Promise<number> {
  const baseUrl = options.url ?? io.env['PLATFORM_URL'];
  if (!baseUrl) throw new UsageError('Say where: platform login --url https://calls.example.com');
  const key = (io.env['PLATFORM_KEY'] || (await typed(io))).trim();
  if (!/^sk_[a-z]+_\S+$/.test(key)) throw new UsageError('This is no API key. One begins with sk_live_.');
  const scope = await check(connect({ baseUrl, key }));
  const file = saveProfile(io, { baseUrl: new URL(baseUrl).origin, key });
  if (options.json) io.out(JSON.stringify({ baseUrl, file, eventsReadable: scope }));
  else {
    io.out(`The key works at ${baseUrl}. Kept in ${file}, which only you can read.`);
    if (!scope) io.out('It may not read events: `platform listen` needs a key with the scope events:read.');
  }
  return EXIT.ok;
}

/** Whether the key may read events. @throws PlatformProblem when it is not known at all */
async function check(platform: Platform): Promise<boolean> {
  try {
    await platform.events.types();
    return true;
  } catch (error) {
    if (error instanceof PlatformProblem && error.code === 'api-key-scope-missing') return false;
    throw error;
  }
}

/** From a pipe as it comes; on a terminal without showing it. There is no question where nobody can answer. */
async function typed(io: Io): Promise<string> {
  const { stdin } = io;
  if (stdin.isTTY !== true) {
    let text = '';
    for await (const part of stdin) text += part.toString();
    if (text.trim() === '') throw new UsageError('No key: set PLATFORM_KEY, or send it to the standard input.');
    return text;
  }
  io.err('API key (it is not shown):');
  stdin.setRawMode?.(true);
  try {
    let text = '';
    for await (const part of stdin)
      for (const character of part.toString()) {
        if (character === '\r' || character === '\n') return text;
        if (character === '\u0003' || character === '\u0004') throw new UsageError('Nothing was kept.');
        text = character === '\u007f' ? text.slice(0, -1) : text + character;
      }
    return text;
  } finally {
    stdin.setRawMode?.(false);
  }
}
