import type { Stripe } from 'stripe';
import { presentBalanceTransaction, readBalance } from './balance.js';
import { readSettings, updateSettings } from './balance-settings.js';
import { isCreated, page } from './lists.js';
import { cancelPayout, createPayout } from './payouts.js';
import { retrieve, route, type Route } from './route.js';
import { idOf } from './state.js';
import { createTopup } from './topups.js';
import { createTransfer, reverseTransfer } from './transfers.js';

/** Money of the platform and of connected accounts: balance, transfers, payouts. */
export const MONEY_ROUTES: readonly Route[] = [
  route('GET', '/v1/balance', 'balance.retrieve', ({ state }) => readBalance(state)),
  route<Stripe.BalanceTransactionListParams>(
    'GET',
    '/v1/balance_transactions',
    'balanceTransactions.list',
    ({ state, params, path }) => {
      const found = page(
        state.store.each<Stripe.BalanceTransaction>('balance_transaction'),
        params,
        path,
        (line) =>
          (!params.type || params.type === line.type) &&
          (!params.source || params.source === idOf(line.source as string | null)) &&
          (!params.currency || params.currency === line.currency) &&
          isCreated(line.created, params.created),
      );
      return { ...found, data: found.data.map((line) => presentBalanceTransaction(state, line)) };
    },
  ),
  route('GET', '/v1/balance_transactions/:id', 'balanceTransactions.retrieve', ({ state, id }) =>
    presentBalanceTransaction(state, state.must<Stripe.BalanceTransaction>('balance_transaction', id)),
  ),
  route('GET', '/v1/balance_settings', 'balanceSettings.retrieve', ({ state }) => readSettings(state)),
  route<Stripe.BalanceSettingsUpdateParams>(
    'POST',
    '/v1/balance_settings',
    'balanceSettings.update',
    ({ state, params }) => updateSettings(state, params),
  ),
  route<Stripe.TransferCreateParams>('POST', '/v1/transfers', 'transfers.create', ({ state, params }) =>
    createTransfer(state, params),
  ),
  route<Stripe.TransferListParams>('GET', '/v1/transfers', 'transfers.list', ({ state, params, path }) =>
    page(
      state.store.each<Stripe.Transfer>('transfer'),
      params,
      path,
      (transfer) =>
        (!params.destination || params.destination === transfer.destination) &&
        (!params.transfer_group || params.transfer_group === transfer.transfer_group) &&
        isCreated(transfer.created, params.created),
    ),
  ),
  route('GET', '/v1/transfers/:id', 'transfers.retrieve', retrieve('transfer')),
  route<Stripe.TransferCreateReversalParams>(
    'POST',
    '/v1/transfers/:id/reversals',
    'transfers.createReversal',
    ({ state, id, params }) => reverseTransfer(state, id, params),
  ),
  route<Stripe.TransferListReversalsParams>(
    'GET',
    '/v1/transfers/:id/reversals',
    'transfers.listReversals',
    ({ state, id, params, path }) => {
      state.must('transfer', id);
      return page(
        state.store.each<Stripe.TransferReversal>('transfer_reversal'),
        params,
        path,
        (reversal) => reversal.transfer === id,
      );
    },
  ),
  route('GET', '/v1/transfers/:id/reversals/:sub', 'transfers.retrieveReversal', ({ state, sub }) =>
    state.must('transfer_reversal', sub),
  ),
  route<Stripe.PayoutCreateParams>('POST', '/v1/payouts', 'payouts.create', ({ state, params }) =>
    createPayout(state, params),
  ),
  route<Stripe.PayoutListParams>('GET', '/v1/payouts', 'payouts.list', ({ state, params, path }) =>
    page(
      state.store.each<Stripe.Payout>('payout'),
      params,
      path,
      (payout) =>
        (!params.status || params.status === payout.status) &&
        (!params.destination || params.destination === payout.destination) &&
        isCreated(payout.arrival_date, params.arrival_date) &&
        isCreated(payout.created, params.created),
    ),
  ),
  route('GET', '/v1/payouts/:id', 'payouts.retrieve', retrieve('payout')),
  route('POST', '/v1/payouts/:id/cancel', 'payouts.cancel', ({ state, id }) => cancelPayout(state, id)),
  route<Stripe.TopupCreateParams>('POST', '/v1/topups', 'topups.create', ({ state, params }) =>
    createTopup(state, params),
  ),
  route<Stripe.TopupListParams>('GET', '/v1/topups', 'topups.list', ({ state, params, path }) =>
    page(
      state.store.each<Stripe.Topup>('topup'),
      params,
      path,
      (topup) => (!params.status || params.status === topup.status) && isCreated(topup.created, params.created),
    ),
  ),
  route('GET', '/v1/topups/:id', 'topups.retrieve', retrieve('topup')),
];
