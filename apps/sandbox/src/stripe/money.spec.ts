import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { accountV2, control, Receiver, refusal, sdk, start, until } from '../../test/harness.js';
import type { Sandbox } from '../sandbox.js';

const SECRET = 'whsec_spec';
let sandbox: Sandbox;
let stripe: Stripe;
let platform: Receiver;
let connect: Receiver;
let payee: string;

beforeEach(async () => {
  [platform, connect] = await Promise.all([new Receiver().start(), new Receiver().start()]);
  sandbox = await start({
    stripe: {
      secretKey: 'sk_test_sandbox_spec',
      webhookUrl: platform.url,
      webhookSecrets: [SECRET],
      connectWebhookUrl: connect.url,
      connectWebhookSecrets: [SECRET],
    },
  });
  stripe = sdk(sandbox.port);
  payee = (await stripe.v2.core.accounts.create(accountV2())).id;
  await control(sandbox, `/accounts/${payee}`, { state: 'active' });
});
afterEach(async () => {
  expect(sandbox.stripe.state.defects).toEqual([]);
  await sandbox.stop();
  await Promise.all([platform.stop(), connect.stop()]);
});

const types = (receiver: Receiver) => receiver.events().map(({ type }) => type);
const theirs = () => ({ stripeContext: payee });

/** Money on the platform: available at once, or pending as card money is. */
async function fund(amount: number, card = 'pm_card_bypassPending'): Promise<string> {
  const intent = await stripe.paymentIntents.create({
    amount,
    currency: 'eur',
    payment_method: card,
    confirm: true,
    transfer_group: 'wallet:1',
  });
  const charge = intent.latest_charge as string;
  await until(async () => (await stripe.charges.retrieve(charge)).balance_transaction, 'the fee');
  return charge;
}

const available = async (options?: Stripe.RequestOptions) =>
  (await stripe.balance.retrieve({}, options)).available.map(({ amount }) => amount);
const lines = async (options?: Stripe.RequestOptions) =>
  (await stripe.balanceTransactions.list({}, options)).data.map(({ type, net }) => [type, net]);
const transfer = (more: Partial<Stripe.TransferCreateParams> = {}) =>
  stripe.transfers.create({ amount: 1000, currency: 'eur', destination: payee, transfer_group: 'settle:1', ...more });

describe('transfers', () => {
  it('move available money from the platform to the account, once for one key', async () => {
    await fund(5000);
    const options = { idempotencyKey: 'trf:1' };
    const params = { amount: 1000, currency: 'eur', destination: payee, transfer_group: 'settle:1' };
    const made = await stripe.transfers.create({ ...params, metadata: { line: '1' } }, options);
    expect((await stripe.transfers.create({ ...params, metadata: { line: '1' } }, options)).id).toBe(made.id);
    expect(made).toMatchObject({ object: 'transfer', amount: 1000, reversed: false, metadata: { line: '1' } });
    expect(await available()).toEqual([5000 - 100 - 1000]);
    expect(await available(theirs())).toEqual([1000]);
    expect(await lines()).toEqual([
      ['transfer', -1000],
      ['charge', 4900],
    ]);
    const [line] = (await stripe.balanceTransactions.list({ expand: ['data.source'] }, theirs())).data;
    expect(line).toMatchObject({
      type: 'payment',
      amount: 1000,
      source: { id: made.destination_payment, source_transfer: made.id },
    });
    await sandbox.stripe.webhooks.idle();
    expect(types(platform)).toContain('transfer.created');
  });

  it('are found by group and by destination', async () => {
    await fund(5000);
    const other = (await stripe.v2.core.accounts.create(accountV2())).id;
    await control(sandbox, `/accounts/${other}`, { state: 'active' });
    const first = await transfer();
    const second = await transfer({ destination: other, transfer_group: 'settle:2' });
    const ids = async (params: Stripe.TransferListParams) =>
      (await stripe.transfers.list(params)).data.map(({ id }) => id);
    expect(await ids({ transfer_group: 'settle:1' })).toEqual([first.id]);
    expect(await ids({ destination: other })).toEqual([second.id]);
    expect(await ids({})).toEqual([second.id, first.id]);
    expect(
      (await stripe.transfers.retrieve(first.id, { expand: ['balance_transaction'] })).balance_transaction,
    ).toMatchObject({ type: 'transfer', amount: -1000 });
  });

  it('are refused without an active capability, without the money, in a currency that is not there, from an account', async () => {
    await fund(5000);
    const fresh = (await stripe.v2.core.accounts.create(accountV2())).id;
    expect(await refusal(transfer({ destination: fresh }))).toMatchObject({
      statusCode: 400,
      code: 'insufficient_capabilities_for_transfer',
    });
    expect(await refusal(transfer({ destination: 'acct_none' }))).toMatchObject({
      code: 'resource_missing',
      param: 'destination',
    });
    expect(await refusal(transfer({ amount: 4901 }))).toMatchObject({ statusCode: 400, code: 'balance_insufficient' });
    expect(await refusal(transfer({ currency: 'gbp' }))).toMatchObject({ code: 'balance_insufficient' });
    expect(
      (await refusal(stripe.transfers.create({ amount: 1, currency: 'eur', destination: fresh }, theirs()))).message,
    ).toContain('cannot send');
    expect((await stripe.transfers.list()).data).toEqual([]);
  });

  it('wait for pending money, unless they are tied to the charge that brings it', async () => {
    const charge = await fund(5000, 'pm_card_visa');
    expect(await refusal(transfer())).toMatchObject({ code: 'balance_insufficient' });
    const tied = await transfer({ source_transaction: charge, transfer_group: undefined as never });
    expect(tied.transfer_group).toBe('wallet:1');
    expect(await available(theirs())).toEqual([0]);
    expect(await refusal(transfer({ source_transaction: charge, amount: 4001 }))).toMatchObject({ param: 'amount' });
    sandbox.stripe.advance(61);
    expect(await available(theirs())).toEqual([1000]);
    expect(await available()).toEqual([3900]);
    await sandbox.stripe.webhooks.idle();
    expect(types(platform)).toContain('balance.available');
    expect(connect.events().find(({ type }) => type === 'balance.available')).toMatchObject({ account: payee });
  });

  it('are reversed in parts, never beyond the transfer nor beyond what the account has', async () => {
    await fund(5000);
    const made = await transfer();
    const part = await stripe.transfers.createReversal(made.id, { amount: 400 });
    expect(part).toMatchObject({ object: 'transfer_reversal', amount: 400, transfer: made.id });
    expect(await stripe.transfers.retrieve(made.id)).toMatchObject({ amount_reversed: 400, reversed: false });
    expect(await refusal(stripe.transfers.createReversal(made.id, { amount: 601 }))).toMatchObject({ param: 'amount' });
    await stripe.payouts.create({ amount: 500, currency: 'eur' }, theirs());
    expect(await refusal(stripe.transfers.createReversal(made.id))).toMatchObject({ code: 'balance_insufficient' });
    await stripe.transfers.createReversal(made.id, { amount: 100 });
    expect(await available(theirs())).toEqual([0]);
    expect(await available()).toEqual([5000 - 100 - 1000 + 500]);
    expect((await stripe.transfers.listReversals(made.id)).data.map(({ amount }) => amount)).toEqual([100, 400]);
    expect(await lines(theirs())).toEqual([
      ['payment_refund', -100],
      ['payout', -500],
      ['payment_refund', -400],
      ['payment', 1000],
    ]);
    expect((await lines())[0]).toEqual(['transfer_refund', 100]);
    await sandbox.stripe.webhooks.idle();
    expect(types(platform).filter((type) => type === 'transfer.reversed')).toHaveLength(2);
  });
});

describe('payouts', () => {
  beforeEach(async () => {
    await fund(10_000);
    await transfer({ amount: 3000 });
    await sandbox.stripe.webhooks.idle();
    connect.received.length = 0;
  });

  const payout = (more: Partial<Stripe.PayoutCreateParams> = {}, options = theirs()) =>
    stripe.payouts.create({ amount: 2000, currency: 'eur', ...more }, options);
  /** The account's bank is one of Stripe's test numbers. */
  const bank = (account_number: string) =>
    stripe.accounts.createExternalAccount(payee, {
      external_account: { object: 'bank_account', country: 'DE', currency: 'eur', account_number },
      default_for_currency: true,
    });

  it('leave the balance at once and arrive later', async () => {
    const made = await payout({ statement_descriptor: 'ACME', metadata: { line: '1' } });
    expect(made).toMatchObject({ status: 'pending', automatic: false, method: 'standard', metadata: { line: '1' } });
    expect(await available(theirs())).toEqual([1000]);
    sandbox.stripe.advance(31);
    expect((await stripe.payouts.retrieve(made.id, {}, theirs())).status).toBe('in_transit');
    sandbox.stripe.advance(31);
    expect((await stripe.payouts.retrieve(made.id, { expand: ['destination'] }, theirs())).status).toBe('paid');
    expect((await stripe.payouts.list({ status: 'paid' }, theirs())).data.map(({ id }) => id)).toEqual([made.id]);
    expect((await stripe.payouts.list()).data).toEqual([]);
    await sandbox.stripe.webhooks.idle();
    expect(types(connect)).toEqual(['payout.created', 'payout.updated', 'payout.updated', 'payout.paid']);
    expect(connect.events<{ account: string }>().every(({ account }) => account === payee)).toBe(true);
  });

  it('take available money only, and need a bank account in the currency', async () => {
    expect(await refusal(payout({ amount: 3001 }))).toMatchObject({ statusCode: 400, code: 'balance_insufficient' });
    expect(await refusal(payout({ currency: 'gbp' }))).toMatchObject({ statusCode: 400, param: 'currency' });
    expect((await stripe.payouts.list({}, theirs())).data).toEqual([]);
  });

  it.each([
    ['DE62370400440532013001', 'no_account'],
    ['DE35370400440532013002', 'account_closed'],
    ['DE08370400440532013003', 'insufficient_funds'],
    ['000111111116', 'no_account'],
    ['000111111113', 'account_closed'],
  ])('to %s come back with %s, and the money with them', async (number, code) => {
    await bank(number);
    const made = await payout();
    sandbox.stripe.advance(61);
    const failed = await stripe.payouts.retrieve(made.id, { expand: ['failure_balance_transaction'] }, theirs());
    expect(failed).toMatchObject({
      status: 'failed',
      failure_code: code,
      failure_balance_transaction: { type: 'payout_failure', amount: 2000 },
    });
    expect(await available(theirs())).toEqual([3000]);
    await sandbox.stripe.webhooks.idle();
    expect(types(connect)).toEqual(expect.arrayContaining(['payout.failed', 'account.external_account.updated']));
  });

  it('after a failure nothing is sent there until the bank account changes', async () => {
    await bank('DE35370400440532013002');
    await payout();
    sandbox.stripe.advance(61);
    expect(await refusal(payout())).toMatchObject({ statusCode: 400, param: 'destination' });
    await bank('DE89370400440532013000');
    await payout();
    sandbox.stripe.advance(61);
    expect((await stripe.payouts.list({}, theirs())).data.map(({ status }) => status)).toEqual(['paid', 'failed']);
  });

  it('are canceled while they are pending, and not afterwards', async () => {
    const made = await payout();
    expect((await stripe.payouts.cancel(made.id, {}, theirs())).status).toBe('canceled');
    expect(await available(theirs())).toEqual([3000]);
    expect((await lines(theirs()))[0]).toEqual(['payout_cancel', 2000]);
    const late = await payout();
    sandbox.stripe.advance(31);
    expect(await refusal(stripe.payouts.cancel(late.id, {}, theirs()))).toMatchObject({ statusCode: 400 });
  });

  it('may be settled by the control API, and a bank may take a paid one back', async () => {
    const made = await payout();
    expect(await control(sandbox, `/payouts/${made.id}`, { state: 'paid' })).toMatchObject({
      payout: { status: 'paid' },
    });
    await control(sandbox, `/payouts/${made.id}`, { state: 'failed', failureCode: 'account_frozen' });
    expect(await stripe.payouts.retrieve(made.id, {}, theirs())).toMatchObject({
      status: 'failed',
      failure_code: 'account_frozen',
    });
    expect(await available(theirs())).toEqual([3000]);
    await expect(control(sandbox, `/payouts/${made.id}`, { state: 'paid' })).rejects.toThrow(/is failed/);
  });

  it('of the platform go to its own bank and tell the platform', async () => {
    const made = await stripe.payouts.create({ amount: 1000, currency: 'eur' });
    sandbox.stripe.advance(61);
    expect((await stripe.payouts.retrieve(made.id)).status).toBe('paid');
    await sandbox.stripe.webhooks.idle();
    expect(types(platform)).toEqual(expect.arrayContaining(['payout.created', 'payout.paid']));
    expect(types(connect)).toEqual([]);
  });
});

describe('the rest of the balance', () => {
  it('settings are kept per account', async () => {
    const mine = await stripe.balanceSettings.update({
      payments: { payouts: { schedule: { interval: 'manual' }, minimum_balance_by_currency: { eur: 50_000 } } },
    });
    expect(mine.payments.payouts).toMatchObject({
      schedule: { interval: 'manual' },
      minimum_balance_by_currency: { eur: 50_000 },
    });
    await stripe.balanceSettings.update(
      {
        payments: {
          payouts: { schedule: { interval: 'manual' }, statement_descriptor: 'ACME' },
          debit_negative_balances: false,
        },
      },
      theirs(),
    );
    expect((await stripe.balanceSettings.retrieve({}, theirs())).payments.payouts).toMatchObject({
      statement_descriptor: 'ACME',
      minimum_balance_by_currency: null,
    });
    const cleared = await stripe.balanceSettings.update({
      payments: { payouts: { minimum_balance_by_currency: { eur: '' } } },
    });
    expect(cleared.payments.payouts?.minimum_balance_by_currency).toBeNull();
  });

  it('a top-up of the balance arrives a moment later', async () => {
    const made = await stripe.topups.create({ amount: 5000, currency: 'eur', description: 'cover' });
    expect(made.status).toBe('pending');
    sandbox.stripe.advance(1);
    expect(
      (await stripe.topups.retrieve(made.id, { expand: ['balance_transaction'] })).balance_transaction,
    ).toMatchObject({
      type: 'topup',
      amount: 5000,
    });
    expect((await stripe.topups.list({ status: 'succeeded' })).data).toHaveLength(1);
    expect(await available()).toEqual([5000]);
  });
});
