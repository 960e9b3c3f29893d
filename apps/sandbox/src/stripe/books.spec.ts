import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { accountV2, control, sdk, start, until } from '../../test/harness.js';
import type { Sandbox } from '../sandbox.js';
import type { Book } from './books.js';

let sandbox: Sandbox;
let stripe: Stripe;

beforeEach(async () => {
  sandbox = await start();
  stripe = sdk(sandbox.port);
});
afterEach(async () => {
  expect(sandbox.stripe.state.defects).toEqual([]);
  await sandbox.stop();
});

const books = async () => (await control(sandbox, '/books'))['books'] as Book[];

describe('the books of the stand-in', () => {
  it('add up every line by account, currency and type, and agree with the balance', async () => {
    const { id } = await stripe.v2.core.accounts.create(accountV2());
    await control(sandbox, `/accounts/${id}`, { state: 'active' });
    const intent = await stripe.paymentIntents.create({
      amount: 10_000,
      currency: 'eur',
      payment_method: 'pm_card_bypassPending',
      confirm: true,
    });
    const charge = intent.latest_charge as string;
    await until(async () => (await stripe.charges.retrieve(charge)).balance_transaction, 'the fee');
    await stripe.refunds.create({ charge, amount: 1000 });
    const transfer = await stripe.transfers.create({ amount: 3000, currency: 'eur', destination: id });
    await stripe.transfers.createReversal(transfer.id, { amount: 500 });
    await stripe.payouts.create({ amount: 2000, currency: 'eur' }, { stripeContext: id });
    await control(sandbox, '/disputes', { charge, amount: 700 });
    await control(sandbox, '/balance', { type: 'stripe_fee', amount: -42, description: 'Radar' });
    await control(sandbox, '/balance', { type: 'moon_tax', amount: -7, currency: 'gbp' });
    expect(await books()).toEqual([
      {
        account: null,
        currency: 'eur',
        gross: 10_000 - 1000 - 3000 + 500 - 700 - 42,
        fees: 175 + 1500,
        net: 10_000 - 175 - 1000 - 3000 + 500 - 700 - 1500 - 42,
        lines: 6,
        byType: {
          adjustment: { gross: -700, fees: 1500, net: -2200, lines: 1 },
          charge: { gross: 10_000, fees: 175, net: 9825, lines: 1 },
          refund: { gross: -1000, fees: 0, net: -1000, lines: 1 },
          stripe_fee: { gross: -42, fees: 0, net: -42, lines: 1 },
          transfer: { gross: -3000, fees: 0, net: -3000, lines: 1 },
          transfer_refund: { gross: 500, fees: 0, net: 500, lines: 1 },
        },
      },
      {
        account: null,
        currency: 'gbp',
        gross: -7,
        fees: 0,
        net: -7,
        lines: 1,
        byType: { moon_tax: { gross: -7, fees: 0, net: -7, lines: 1 } },
      },
      {
        account: id,
        currency: 'eur',
        gross: 500,
        fees: 0,
        net: 500,
        lines: 3,
        byType: {
          payment: { gross: 3000, fees: 0, net: 3000, lines: 1 },
          payment_refund: { gross: -500, fees: 0, net: -500, lines: 1 },
          payout: { gross: -2000, fees: 0, net: -2000, lines: 1 },
        },
      },
    ]);
    for (const book of await books()) {
      const balance = await stripe.balance.retrieve({}, book.account ? { stripeContext: book.account } : {});
      const of = (list: readonly { amount: number; currency: string }[]) =>
        list.filter(({ currency }) => currency === book.currency).reduce((sum, { amount }) => sum + amount, 0);
      expect(of(balance.available) + of(balance.pending)).toBe(book.net);
    }
    const [fee] = (await stripe.balanceTransactions.list({ type: 'stripe_fee' })).data;
    expect(fee).toMatchObject({ amount: -42, reporting_category: 'fee', source: null, description: 'Radar' });
    expect((await stripe.balanceTransactions.list({ currency: 'gbp' })).data[0]?.type).toBe('moon_tax');
  });

  it('take lines of a connected account, and refuse fractions and strangers', async () => {
    const { id } = await stripe.v2.core.accounts.create(accountV2());
    await control(sandbox, '/balance', { account: id, type: 'reserve_hold', amount: -100, pending: true });
    expect((await books()).map(({ account, net }) => [account, net])).toEqual([[id, -100]]);
    expect((await stripe.balance.retrieve({}, { stripeContext: id })).pending[0]?.amount).toBe(-100);
    await expect(control(sandbox, '/balance', { amount: 0.5 })).rejects.toThrow(/whole minor units/);
    await expect(control(sandbox, '/balance', { account: 'acct_x', amount: 5 })).rejects.toThrow(/acct_x/);
  });
});
