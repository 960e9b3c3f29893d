import { parseArgs } from 'node:util';
import { API_VERSION, ConnectionFailed, PlatformProblem, WebhookRefused, signWebhook } from '@app/sdk';
import { doctor } from './doctor.js';
import { HELP } from './help.js';
import { EXIT, type Io, UsageError, painted } from './io.js';
import { listen } from './listen.js';
import { login } from './login.js';
import { tailLogs } from './logs.js';
import { connect, loadProfile } from './profile.js';
import { sendExample, trigger } from './trigger.js';

const EVERY_MS = 1_000;
const OUTCOMES = ['ok', 'refused', 'failed'] as const;

const OPTIONS = {
  url: { type: 'string' },
  'forward-to': { type: 'string' },
  endpoint: { type: 'string' },
  type: { type: 'string' },
  after: { type: 'string' },
  secret: { type: 'string' },
  count: { type: 'string' },
  outcome: { type: 'string' },
  follow: { type: 'boolean', short: 'f' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** One command. @returns the exit code */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    return await command(args, io);
  } catch (error) {
    if (io.signal.aborted) return EXIT.ok;
    if (error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) {
      io.err(`${(error as Error).message}\nRun \`platform --help\` for the commands.`);
      return EXIT.usage;
    }
    if (error instanceof PlatformProblem) {
      io.err(
        `${painted(io, 'red', 'Refused')}: ${error.message}\n${error.type}  request ${error.requestId ?? 'unknown'}`,
      );
      return EXIT.refused;
    }
    if (error instanceof ConnectionFailed) {
      io.err(`${painted(io, 'red', 'No answer')}: ${error.message}. Run \`platform doctor\`.`);
      return EXIT.unreachable;
    }
    throw error;
  }
}

async function command(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [name, word, ...more] = positionals;
  const json = values.json === true;
  if (values.version) {
    io.out(`API ${API_VERSION}`);
    return EXIT.ok;
  }
  if (values.help || name === undefined || name === 'help') {
    io.out(HELP);
    return name === undefined && !values.help ? EXIT.usage : EXIT.ok;
  }
  const takesWord = name === 'trigger' || name === 'logs';
  if (more.length > 0 || (word !== undefined && !takesWord))
    throw new UsageError(`\`${more[0] ?? word}\` is too much.`);
  const forwardTo = addressOf(values['forward-to']);
  const secret = await secretOf(values.secret);
  if (name === 'login') return login(io, { url: values.url, json });
  if (name === 'doctor') return doctor(io, loadProfile(io), json);
  if (name === 'listen')
    return listen(io, connect(loadProfile(io)), {
      forwardTo,
      type: values.type,
      after: values.after,
      secret,
      count: countOf(values.count),
      json,
      everyMs: EVERY_MS,
    });
  if (name === 'trigger') {
    const endpointId = values.endpoint;
    if (word === undefined || (forwardTo === undefined) === (endpointId === undefined))
      throw new UsageError(
        'Say what, and where to: platform trigger call.ended --forward-to http://localhost:4242/webhooks, or --endpoint ID',
      );
    if (endpointId !== undefined)
      return sendExample(io, connect(loadProfile(io)), { type: word, endpointId, json, everyMs: EVERY_MS });
    return trigger(io, connect(loadProfile(io)), { type: word, forwardTo: forwardTo!, secret, json });
  }
  if (name === 'logs') {
    if (word !== 'tail') throw new UsageError('There is `platform logs tail`.');
    const outcome = OUTCOMES.find((one) => one === values.outcome);
    if (values.outcome !== undefined && !outcome) throw new UsageError(`--outcome is one of ${OUTCOMES.join(', ')}.`);
    return tailLogs(io, connect(loadProfile(io)), { outcome, follow: values.follow === true, json, everyMs: EVERY_MS });
  }
  throw new UsageError(`There is no command \`${name}\`.`);
}

function addressOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new UsageError('--forward-to is an address such as http://localhost:4242/webhooks');
  return text;
}

/** Said at the start: what was asked for may come much later. */
async function secretOf(text: string | undefined): Promise<string | undefined> {
  if (text === undefined) return undefined;
  try {
    await signWebhook('', text, { id: '' });
    return text;
  } catch (error) {
    if (error instanceof WebhookRefused)
      throw new UsageError('--secret is whsec_ with the base64 of 16 bytes or more; leave it out to get one.');
    throw error;
  }
}

function countOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError('--count is a number, 1 or more.');
  return Number.parseInt(text, 10);
}
