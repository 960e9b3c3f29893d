import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { comparePauses, compareTime } from './demo/account.ts';
import { books, checkLedger, refund, settled, verifyReceipt } from './demo/aftermath.ts';
import { Api } from './demo/api.ts';
import { people, topUps } from './demo/before.ts';
import { conversation } from './demo/conversation.ts';
import { ring } from './demo/ringing.ts';
import { Screen } from './demo/screen.ts';
import { signIn, type World } from './demo/world.ts';
import type { SignedReceipt, Split } from './demo/wire.ts';
import { startReaper } from './reaper.ts';
import { StatusScreen } from './screen.ts';
import { onShutdown } from './shutdown.ts';
import { startStack, type Stack } from './stack.ts';
import { UsageError } from './usage-error.ts';

// `npm run demo -- [--json FILE] [--data DIR]`: carries a real paid call through the platform, by public HTTP only, and checks
// every figure against its own account. Exit code 1 on any difference.

const HOST = 'aurora.localhost';
/**
 * The demo is its own world: it must not move real money, leave its call in somebody's database, or depend on a media server
 * that knows nothing of our ports.
 */
const OWN_WORLD: NodeJS.ProcessEnv = {
  DATABASE_URL: undefined,
  STRIPE_API_BASE: undefined,
  STRIPE_SECRET_KEY: undefined,
  STRIPE_WEBHOOK_SECRETS: undefined,
  FIREBASE_CREDENTIALS: undefined,
  FCM_BASE_URL: undefined,
  LIVEKIT_URL: undefined,
};

/** The call from sign-up to refund. @returns what --json writes. */
async function callThrough(world: World): Promise<object> {
  const { stack, screen } = world;
  const { caller, advisor, pushToken } = await people(world);
  await topUps(world, caller);
  const { quote, callId } = await ring(world, caller, advisor, pushToken);
  const { coPresenceMs, stays, timeline } = await conversation(world, callId, caller, advisor);
  const owner = await signIn(world, 'owner');
  const { call, receiptText } = await settled(world, caller, callId);
  const money = await books(world, call, quote, caller, advisor, owner);
  await checkLedger(world, owner, 'after the call');
  const { receipt } = JSON.parse(receiptText) as SignedReceipt;
  screen.check(
    receipt.priceMinor === money.priceMinor && receipt.billedSeconds === call.billedSeconds,
    'the receipt says the same',
  );
  compareTime(world, call, receipt.intervals, stays, coPresenceMs);
  comparePauses(world, call, timeline);
  const isVerified = await verifyReceipt(world, receiptText);
  const refunded = await refund(world, call, money, caller, owner);
  const ledger = await checkLedger(world, owner, 'after the refund');
  screen.check(!caller.live.isBroken && !advisor.live.isBroken, 'both live streams stayed open all the time');
  caller.live.close();
  advisor.live.close();
  return {
    media: stack.media.kind,
    call: {
      id: call.id,
      currency: call.currency,
      priceMinor: money.priceMinor,
      billedSeconds: call.billedSeconds,
      coPresenceSeconds: coPresenceMs / 1000,
      pauses: call.pauses.map(({ from, to, cause }) => ({ from, to, cause })),
    },
    split: plain(money.split),
    ledger: {
      sumByCurrency: ledger.sumByCurrency,
      driftedAccounts: ledger.driftedAccounts,
      negativeWallets: ledger.negativeWallets,
    },
    receipt: { verified: isVerified },
    refund: { amountMinor: refunded.amountMinor, split: plain(refunded.split) },
  };
}

const plain = ({ advisorMinor, licenseeMinor, operatorMinor, taxMinor }: Split) => ({
  advisor: advisorMinor,
  licensee: licenseeMinor,
  operator: operatorMinor,
  tax: taxMinor,
});

function readArguments(): { json?: string; data?: string } {
  try {
    return parseArgs({ options: { json: { type: 'string' }, data: { type: 'string' } } }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\nUsage: npm run demo -- [--json FILE] [--data DIR]`);
    process.exit(2);
  }
}

async function main(): Promise<void> {
  const { json, data } = readArguments();
  // The account that runs Postgres for root must be able to walk into it.
  const dir = data === undefined ? fs.mkdtempSync(path.join(os.tmpdir(), 'demo-')) : path.resolve(data);
  if (data === undefined) fs.chmodSync(dir, 0o755);
  // An old result must not be taken for that of this run.
  if (json !== undefined) fs.rmSync(json, { force: true });
  const screen = new Screen();
  const steps = new StatusScreen();
  const abort = new AbortController();
  const reaper = startReaper();
  let stack: Stack | undefined;
  let starting: Promise<unknown> = Promise.resolve();
  let isLeaving = false;

  const cleanUp = async () => {
    isLeaving = true;
    steps.end();
    // Ends the participants that still run, frozen ones too.
    reaper.close();
    await stack?.stop();
    if (data === undefined && (screen.differences.length === 0 || abort.signal.aborted))
      fs.rmSync(dir, { recursive: true, force: true });
  };
  onShutdown(
    async () => {
      screen.line('\nStopping.');
      screen.isMuted = true;
      abort.abort();
      isLeaving = true;
      await starting.catch(() => undefined);
      await cleanUp();
      process.exit(130);
    },
    async () => stack?.kill(),
  );

  try {
    screen.line('Starting the platform on free ports');
    const start = startStack({
      dataDir: dir,
      ports: 'free',
      env: OWN_WORLD,
      signal: abort.signal,
      onStatus: (status) => {
        if (isLeaving) return;
        steps.show(status);
        if (status.kind === 'failed') screen.differences.push(status.text);
      },
    });
    starting = start;
    stack = await start;
    const api = new Api(HOST, stack.ports.api[0]!);
    const result = await callThrough({ stack, api, control: stack.urls.stripe!, reaper, screen, dir });
    api.close();
    if (json !== undefined) fs.writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
  } catch (error) {
    // Ctrl-C ends what is under way; the handler above says the rest.
    if (isLeaving) return;
    const isPlain =
      error instanceof UsageError || (error instanceof Error && ['Difference', 'Refused'].includes(error.name));
    screen.line(`\n${isPlain ? error.message : error instanceof Error ? error.stack : String(error)}`);
    screen.differences.push(error instanceof Error ? error.message : String(error));
  }
  if (isLeaving) return;
  await cleanUp();
  const { differences, checks } = screen;
  if (differences.length === 0) screen.line(`\nPASS: ${checks} checks, no difference (media: ${stack?.media.kind})`);
  else {
    screen.line(
      `\nFAIL: ${differences.length} of ${checks} checks\n${differences.map((text) => `  - ${text}`).join('\n')}`,
    );
    if (data === undefined) screen.line(`Logs: ${path.join(dir, 'logs')}`);
  }
  process.exit(differences.length === 0 ? 0 : 1);
}

await main();
