import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../stack-environment.ts';
import { TOPPED_UP_MINOR } from './before.ts';
import { money } from './screen.ts';
import { expectSoon, freshKey, type Person, type Watcher, type World } from './world.ts';
import type {
  Call,
  LedgerCheck,
  Meter,
  Money,
  Quote,
  Refund,
  SignedReceipt,
  Split,
  Statement,
  Wallet,
} from './wire.ts';

const PARTIES = [
  'advisorMinor',
  'licenseeMinor',
  'operatorMinor',
  'taxMinor',
] as const satisfies readonly (keyof Split)[];
const sum = (split: Split): number => PARTIES.reduce((total, party) => total + split[party], 0);

/** Waits until the money of the call is settled. */
export async function settled(
  { api, screen }: World,
  caller: Watcher,
  callId: string,
): Promise<{ call: Call; receiptText: string }> {
  screen.step('Settlement');
  let call: Call | undefined;
  await expectSoon('the settlement', 40, async () => {
    call = await api.get<Call>(`/v1/calls/${callId}`, caller.token);
    return call.status === 'ended';
  });
  screen.check(call!.endReason === 'hangup_caller', `ended by the caller: ${call!.endReason}`);
  const receiptText = await api.text('GET', `/v1/calls/${callId}/receipt`, { token: caller.token });
  return { call: call!, receiptText };
}

/** The price and its way to the four parties. */
export async function books(
  world: World,
  call: Call,
  quote: Quote,
  caller: Watcher,
  advisor: Watcher,
  owner: Person,
): Promise<Money> {
  const { api, screen } = world;
  const { currency } = call;
  const all = await api.get<Money>(`/v1/calls/${call.id}/money`, owner.token);
  const own = priceOf(quote, call.billedSeconds ?? 0);
  screen.check(
    all.priceMinor === own && call.priceMinor === own,
    `${call.billedSeconds} s at ${money(quote.ratePerMinuteMinor, currency)} a minute, rounded ${quote.rounding}: ${money(all.priceMinor, currency)}`,
  );
  screen.check(sum(all.split) === all.priceMinor, 'the four parts sum to the price');
  screen.check(
    all.split.taxMinor === taxOf(quote, all.priceMinor),
    `tax is ${quote.taxRateBp} basis points inside the price`,
  );

  await expectSoon(
    'the last reading of the meter',
    5,
    () => lastMeter(caller)?.running === false && lastMeter(advisor)?.running === false,
  );
  const [cost, earning] = [lastMeter(caller)?.priceMinor, lastMeter(advisor)?.earningMinor];
  screen.check(
    cost === all.priceMinor,
    `the caller's last live meter says ${money(cost, currency)}, the receipt ${money(all.priceMinor, currency)}`,
  );
  screen.check(
    earning === all.split.advisorMinor,
    `the advisor's last live meter says ${money(earning, currency)}, the ledger ${money(all.split.advisorMinor, currency)}`,
  );

  const wallet = await api.get<Wallet>('/v1/wallet', caller.token);
  screen.check(
    wallet.heldMinor === 0 && wallet.availableMinor === TOPPED_UP_MINOR - all.priceMinor,
    `the rest of the hold is back: ${money(wallet.availableMinor, currency)} to spend`,
  );
  const statement = await api.get<Statement>('/v1/wallet/statement', caller.token);
  screen.note('statement of the wallet:');
  screen.table(
    statement.data.map((line) => [
      line.kind,
      money(line.amountMinor, currency),
      money(line.balanceAfterMinor, currency),
    ]),
  );
  const lines = statement.data.map(({ amountMinor }) => amountMinor).join(' ');
  screen.check(
    lines === `${-all.priceMinor} 1000 2500` && statement.data[0]?.callId === call.id,
    'two top-ups and the call, with the running balance',
  );
  return all;
}

export async function checkLedger({ api, screen }: World, owner: Person, when: string): Promise<LedgerCheck> {
  const result = await api.get<LedgerCheck>('/v1/staff/ledger/check', owner.token);
  const isZero = Object.values(result.sumByCurrency).every((total) => total === 0) && 'EUR' in result.sumByCurrency;
  screen.check(
    isZero && result.driftedAccounts === 0 && result.negativeWallets === 0 && result.violations.length === 0,
    `ledger ${when}: ${result.transactions} transactions sum to ${JSON.stringify(result.sumByCurrency)}, ${result.driftedAccounts} drifted accounts, ${result.negativeWallets} negative wallets`,
  );
  return result;
}

/** Checks the receipt offline with the public key alone, as its owner would; a changed copy must be refused. */
export async function verifyReceipt(world: World, text: string): Promise<boolean> {
  const { api, screen, dir } = world;
  screen.step('The signed receipt, checked offline');
  const file = (name: string, content: string) => {
    const target = path.join(dir, name);
    fs.writeFileSync(target, content);
    return target;
  };
  const key = file('receipt-key.json', await api.text('GET', '/v1/receipt-key'));
  const signed = JSON.parse(text) as SignedReceipt;
  const tampered = { ...signed, receipt: { ...signed.receipt, priceMinor: signed.receipt.priceMinor - 1 } };
  const good = await verify(file('receipt.json', text), key);
  const bad = await verify(file('receipt-tampered.json', JSON.stringify(tampered)), key);
  screen.note(
    `receipt number ${signed.receipt.number}: ${signed.receipt.intervals.length} intervals, ${signed.receipt.evidence.length} media events as evidence`,
  );
  screen.check(good.code === 0, `verify-receipt: ${good.words}`);
  screen.check(bad.code === 1, `a copy with a price one cent lower: ${bad.words}`);
  return good.code === 0 && bad.code === 1;
}

/** Half of the price goes back; every share is reversed in proportion. */
export async function refund(world: World, call: Call, before: Money, caller: Watcher, owner: Person): Promise<Refund> {
  const { api, screen } = world;
  const { currency } = call;
  screen.step('Refund of a half');
  const amountMinor = Math.floor(before.priceMinor / 2);
  const body = { amountMinor, reason: 'The line dropped twice' };
  const given = await api.post<Refund>(`/v1/calls/${call.id}/refund`, { token: owner.token, key: freshKey(), body });
  const after = await api.get<Money>(`/v1/calls/${call.id}/money`, owner.token);
  const row = (name: string, party: keyof Split) => [
    name,
    money(before.split[party], currency),
    money(-given.split[party], currency),
    money(before.split[party] - given.split[party], currency),
  ];
  screen.table([
    ['', 'of the call', 'refunded', 'kept'],
    row('advisor', 'advisorMinor'),
    row('licensee', 'licenseeMinor'),
    row('operator', 'operatorMinor'),
    row('tax', 'taxMinor'),
    [
      'sum',
      money(before.priceMinor, currency),
      money(-given.amountMinor, currency),
      money(before.priceMinor - given.amountMinor, currency),
    ],
  ]);
  screen.check(
    given.amountMinor === amountMinor && sum(given.split) === amountMinor,
    `${money(amountMinor, currency)} given back, the four parts sum to it`,
  );
  // Exact shares need not be whole cents: less than one cent beside the proportion is right.
  const inProportion = PARTIES.every(
    (party) => Math.abs(given.split[party] * before.priceMinor - before.split[party] * amountMinor) < before.priceMinor,
  );
  screen.check(inProportion, 'each share is reversed in proportion, to the cent');
  screen.check(
    after.refunds.length === 1 && after.priceMinor === before.priceMinor,
    'the call shows the refund beside its unchanged price',
  );
  const wallet = await api.get<Wallet>('/v1/wallet', caller.token);
  screen.check(
    wallet.availableMinor === TOPPED_UP_MINOR - before.priceMinor + amountMinor,
    `the caller's wallet holds ${money(wallet.availableMinor, currency)}`,
  );
  return given;
}

const lastMeter = ({ live }: Watcher): Meter | undefined => live.of<Meter>('call.meter').at(-1)?.data;

/** Our own arithmetic, from the quote alone: the terms were frozen with the request. */
function priceOf(quote: Quote, seconds: number): number {
  const product = quote.ratePerMinuteMinor * seconds;
  const round = { up: Math.ceil, down: Math.floor, half_up: Math.round }[quote.rounding];
  return seconds === 0 ? 0 : quote.connectionFeeMinor + round(product / 60);
}

const taxOf = (quote: Quote, price: number): number =>
  Math.round((price * quote.taxRateBp) / (10_000 + quote.taxRateBp));

function verify(file: string, key: string): Promise<{ code: number; words: string }> {
  const script = path.join(root, 'dist', 'apps', 'api', 'src', 'verify-receipt.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [script, file, '--key', key], (error, out, err) => {
      const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
      resolve({ code, words: (out + err).trim().split('\n').at(-1) ?? '' });
    });
  });
}
