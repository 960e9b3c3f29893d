import type { Stripe } from 'stripe';
import { bookMoney, funds, insistOnFunds } from './balance.js';
import { type ConnectedAccount, mustAccount, takesTransfers } from './account-status.js';
import { mergeMetadata } from './metadata.js';
import { recordEvent } from './events.js';
import { invalidRequest, noSuch } from './refusal.js';
import { idOf, type StripeState } from './state.js';

const money = (amount: number, currency: string) => `${(amount / 100).toFixed(2)} ${currency.toUpperCase()}`;

/** `transfers.create`: from the platform's available balance to a connected account's. */
export function createTransfer(state: StripeState, params: Stripe.TransferCreateParams): Stripe.Transfer {
  if (state.account) {
    throw invalidRequest('A connected account cannot send transfers to another account.', undefined, 'destination');
  }
  const currency = params.currency.toLowerCase();
  if (!/^[a-z]{3}$/.test(currency)) throw invalidRequest(`Invalid currency: ${currency}.`, undefined, 'currency');
  const destination = mustAccount(state, params.destination, 'destination');
  if (destination.revoked === true) throw noSuch('destination', params.destination, 'destination');
  if (!takesTransfers(destination)) {
    throw invalidRequest(
      'Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments',
      'insufficient_capabilities_for_transfer',
    );
  }
  const source = params.source_transaction ? sourceCharge(state, params.source_transaction, currency) : undefined;
  const amount = params.amount ?? source?.left;
  if (amount === undefined) throw invalidRequest('Missing required param: amount.', 'parameter_missing', 'amount');
  if (!Number.isInteger(amount) || amount < 1) {
    throw invalidRequest('This value must be greater than or equal to 1.', 'parameter_invalid_integer', 'amount');
  }
  if (source && amount > source.left) {
    throw invalidRequest(
      `Transfers using this transaction as a source must not exceed the source amount of ${money(source.left, currency)}.`,
      undefined,
      'amount',
    );
  }
  if (!source) {
    insistOnFunds(
      state,
      amount,
      currency,
      'You have insufficient available funds in your Stripe account. Try adding funds directly to your available balance by creating Charges using the 4000000000000077 test card. See: https://stripe.com/docs/testing#available-balance',
    );
  }
  return send(state, destination, { ...params, amount, currency }, source);
}

/** Sends it: a line here, a payment there. Money that waits with its charge waits at both ends. */
function send(
  state: StripeState,
  destination: ConnectedAccount,
  params: Stripe.TransferCreateParams & { amount: number },
  source: { charge: Stripe.Charge; availableAfterMs: number } | undefined,
): Stripe.Transfer {
  const { amount, currency } = params;
  const id = state.newId('tr');
  const availableAfterMs = source?.availableAfterMs ?? 0;
  const booked = bookMoney(state, {
    type: 'transfer',
    amount: -amount,
    fee: 0,
    currency,
    source: id,
    description: params.description ?? null,
    availableAfterMs,
  });
  const payment = state.within(destination.id, () => receive(state, id, amount, currency, availableAfterMs));
  const transfer = {
    id,
    object: 'transfer',
    amount,
    amount_reversed: 0,
    balance_transaction: booked.id,
    created: state.clock.seconds(),
    currency,
    description: params.description ?? null,
    destination: destination.id,
    destination_payment: payment.id,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    reversals: { object: 'list', data: [], has_more: false, url: `/v1/transfers/${id}/reversals` },
    reversed: false,
    source_transaction: source?.charge.id ?? null,
    source_type: params.source_type ?? 'card',
    transfer_group: params.transfer_group ?? source?.charge.transfer_group ?? null,
  } satisfies Stripe.Transfer;
  state.save<Stripe.Transfer>(transfer);
  recordEvent(state, 'transfer.created', transfer);
  return transfer;
}

/** The charge a transfer is tied to: same currency, and not more than it brought, over all its transfers. */
function sourceCharge(state: StripeState, id: string, currency: string) {
  const charge = state.must<Stripe.Charge>('charge', id, 'source_transaction');
  if (!charge.paid || charge.currency !== currency) {
    throw invalidRequest(
      `The source_transaction ${id} must be a paid charge in ${currency}.`,
      undefined,
      'source_transaction',
    );
  }
  const line = state.get<Stripe.BalanceTransaction>('balance_transaction', idOf(charge.balance_transaction) ?? '');
  const availableAtMs = line ? line.available_on * 1000 : state.clock.now() + state.timings.fundsAvailableAfterMs;
  let sent = 0;
  for (const transfer of state.store.each<Stripe.Transfer>('transfer')) {
    if (transfer.source_transaction === id) sent += transfer.amount - transfer.amount_reversed;
  }
  return {
    charge,
    left: charge.amount - sent,
    availableAfterMs: Math.max(0, availableAtMs - state.clock.now()),
  };
}

/** The payment that a transfer is on the connected account. */
function receive(
  state: StripeState,
  transfer: string,
  amount: number,
  currency: string,
  availableAfterMs: number,
): Stripe.Charge {
  const id = state.newId('py');
  const booked = bookMoney(state, {
    type: 'payment',
    amount,
    fee: 0,
    currency,
    source: id,
    description: null,
    availableAfterMs,
  });
  const payment = {
    id,
    object: 'charge',
    amount,
    amount_captured: amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: booked.id,
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: null,
    captured: true,
    created: state.clock.seconds(),
    currency,
    customer: null,
    description: null,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: {},
    on_behalf_of: null,
    outcome: null,
    paid: true,
    payment_intent: null,
    payment_method: null,
    payment_method_details: { type: 'stripe_account', stripe_account: {} },
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: transfer,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: null,
  } satisfies Stripe.Charge;
  return state.save<Stripe.Charge>(payment);
}

/** `transfers.createReversal`: only what the connected account still has. */
export function reverseTransfer(
  state: StripeState,
  id: string,
  params: Stripe.TransferCreateReversalParams,
): Stripe.TransferReversal {
  const transfer = state.must<Stripe.Transfer>('transfer', id);
  const { currency } = transfer;
  const left = transfer.amount - transfer.amount_reversed;
  const amount = params.amount ?? left;
  if (left === 0) throw invalidRequest(`The transfer ${id} is already fully reversed.`, 'transfer_already_reversed');
  if (!Number.isInteger(amount) || amount < 1) {
    throw invalidRequest('This value must be greater than or equal to 1.', 'parameter_invalid_integer', 'amount');
  }
  if (amount > left) {
    throw invalidRequest(
      `Reversal amount (${money(amount, currency)}) is greater than unreversed amount on transfer (${money(left, currency)})`,
      undefined,
      'amount',
    );
  }
  const destination = idOf(transfer.destination) ?? '';
  if (mustAccount(state, destination).revoked === true)
    throw invalidRequest('The account of this transfer is not connected to your platform any more.', 'account_invalid');
  const payment = idOf(transfer.destination_payment) ?? '';
  const reversalId = state.newId('trr');
  const refund = state.within(destination, () => giveBack(state, payment, reversalId, amount));
  const booked = bookMoney(state, {
    type: 'transfer_refund',
    amount,
    fee: 0,
    currency,
    source: reversalId,
    description: params.description ?? null,
    availableAfterMs: 0,
  });
  const reversal = {
    id: reversalId,
    object: 'transfer_reversal',
    amount,
    balance_transaction: booked.id,
    created: state.clock.seconds(),
    currency,
    destination_payment_refund: refund.id,
    metadata: mergeMetadata({}, params.metadata),
    source_refund: null,
    transfer: id,
  } satisfies Stripe.TransferReversal;
  state.save<Stripe.TransferReversal>(reversal);
  const after = state.save<Stripe.Transfer>({
    ...transfer,
    amount_reversed: transfer.amount_reversed + amount,
    reversals: { ...transfer.reversals, data: [reversal, ...transfer.reversals.data].slice(0, 10) },
    reversed: amount === left,
  });
  recordEvent(state, 'transfer.reversed', after, { amount_reversed: transfer.amount_reversed });
  return reversal;
}

/** The other end of a reversal: a refund of the payment on the connected account. */
function giveBack(state: StripeState, paymentId: string, reversal: string, amount: number): Stripe.Refund {
  const payment = state.must<Stripe.Charge>('charge', paymentId);
  const { currency } = payment;
  // Pending money of the very transfer may go back too: it never arrived.
  const here = funds(state).get(currency) ?? { available: 0, pending: 0 };
  if (here.available + here.pending < amount) {
    insistOnFunds(state, amount, currency, 'The connected account has insufficient funds to reverse this transfer.');
  }
  const id = state.newId('pyr');
  const booked = bookMoney(state, {
    type: 'payment_refund',
    amount: -amount,
    fee: 0,
    currency,
    source: id,
    description: 'REFUND FOR PAYMENT',
    availableAfterMs: 0,
  });
  state.save<Stripe.Charge>({
    ...payment,
    amount_refunded: payment.amount_refunded + amount,
    refunded: payment.amount_refunded + amount === payment.amount,
  });
  const refund = {
    id,
    object: 'refund',
    amount,
    balance_transaction: booked.id,
    charge: paymentId,
    created: state.clock.seconds(),
    currency,
    customer: null,
    customer_account: null,
    metadata: {},
    payment_intent: null,
    payment_method: null,
    reason: null,
    receipt_number: null,
    source_transfer_reversal: reversal,
    status: 'succeeded',
    transfer_reversal: null,
  } satisfies Stripe.Refund;
  return state.save<Stripe.Refund>(refund);
}
