import type { Stripe } from 'stripe';
import { createLinkV1, createLinkV2, createLoginLink } from './account-links.js';
import { addExternalAccount, createV1, updateV1 } from './accounts-v1.js';
import { presentV1 } from './v1-account.js';
import { closeV2, createV2, presentV2, retrieveV2, updateV2 } from './accounts-v2.js';
import { bankAccounts, deleteBankAccount, updateBankAccount } from './bank-accounts.js';
import { type ConnectedAccount, mustAccount } from './account-status.js';
import { announcing } from './connected-accounts.js';
import { isCreated, page, pageV2 } from './lists.js';
import { presentPlatform } from './platform-account.js';
import { route, type Route } from './route.js';

/** Connected accounts: v2, and v1 where v2 has no call. */
export const CONNECT_ROUTES: readonly Route[] = [
  route<Stripe.V2.Core.AccountCreateParams>(
    'POST',
    '/v2/core/accounts',
    'v2.core.accounts.create',
    ({ state, params }) => createV2(state, params),
  ),
  route<Stripe.V2.Core.AccountListParams>(
    'GET',
    '/v2/core/accounts',
    'v2.core.accounts.list',
    ({ state, params, ...at }) => {
      const found = pageV2(
        state.onPlatform(() => [...state.store.each<ConnectedAccount>('connected_account')]),
        params,
        at,
        (account) =>
          account.closed === (params.closed ?? false) &&
          (params.applied_configurations ?? []).every((name) =>
            name === 'customer' ? account.customer : account[name] !== null,
          ),
      );
      return { ...found, data: found.data.map((account) => presentV2(state, account)) };
    },
  ),
  route<Stripe.V2.Core.AccountRetrieveParams>(
    'GET',
    '/v2/core/accounts/:id',
    'v2.core.accounts.retrieve',
    ({ state, id, params }) => retrieveV2(state, id, params),
  ),
  route<Stripe.V2.Core.AccountUpdateParams>(
    'POST',
    '/v2/core/accounts/:id',
    'v2.core.accounts.update',
    ({ state, id, params }) => updateV2(state, id, params),
  ),
  route('POST', '/v2/core/accounts/:id/close', 'v2.core.accounts.close', ({ state, id }) => closeV2(state, id)),
  route<Stripe.V2.Core.AccountLinkCreateParams>(
    'POST',
    '/v2/core/account_links',
    'v2.core.accountLinks.create',
    ({ state, params }) => createLinkV2(state, params),
  ),
  route<Stripe.AccountCreateParams>('POST', '/v1/accounts', 'accounts.create', ({ state, params }) =>
    createV1(state, params),
  ),
  route('GET', '/v1/account', 'accounts.retrieveCurrent', ({ state }) => presentPlatform(state)),
  route<Stripe.AccountListParams>('GET', '/v1/accounts', 'accounts.list', ({ state, params, path }) => {
    const found = page(
      state.onPlatform(() => [...state.store.each<ConnectedAccount>('connected_account')]),
      params,
      path,
      (account) => isCreated(Math.floor(account.createdAtMs / 1000), params.created),
    );
    return { ...found, data: found.data.map((account) => presentV1(state, account)) };
  }),
  route('GET', '/v1/accounts/:id', 'accounts.retrieve', ({ state, id }) => presentV1(state, mustAccount(state, id))),
  route<Stripe.AccountUpdateParams>('POST', '/v1/accounts/:id', 'accounts.update', ({ state, id, params }) =>
    updateV1(state, id, params),
  ),
  route('POST', '/v1/accounts/:id/login_links', 'accounts.createLoginLink', ({ state, id }) =>
    createLoginLink(state, id),
  ),
  route<Stripe.AccountLinkCreateParams>('POST', '/v1/account_links', 'accountLinks.create', ({ state, params }) =>
    createLinkV1(state, params),
  ),
  route<Stripe.AccountCreateExternalAccountParams>(
    'POST',
    '/v1/accounts/:id/external_accounts',
    'accounts.createExternalAccount',
    ({ state, id, params }) => announcing(state, id, () => addExternalAccount(state, id, params)),
  ),
  route<Stripe.AccountListExternalAccountsParams>(
    'GET',
    '/v1/accounts/:id/external_accounts',
    'accounts.listExternalAccounts',
    ({ state, id, params, path }) =>
      page(
        state.within(mustAccount(state, id).id, () => bankAccounts(state)),
        params,
        path,
      ),
  ),
  route('GET', '/v1/accounts/:id/external_accounts/:sub', 'accounts.retrieveExternalAccount', ({ state, id, sub }) =>
    state.within(mustAccount(state, id).id, () => state.must('bank_account', sub)),
  ),
  route<Stripe.AccountUpdateExternalAccountParams>(
    'POST',
    '/v1/accounts/:id/external_accounts/:sub',
    'accounts.updateExternalAccount',
    ({ state, id, sub, params }) =>
      announcing(state, id, () => state.within(id, () => updateBankAccount(state, sub, params))),
  ),
  route('DELETE', '/v1/accounts/:id/external_accounts/:sub', 'accounts.deleteExternalAccount', ({ state, id, sub }) =>
    announcing(state, id, () => state.within(id, () => deleteBankAccount(state, sub))),
  ),
];
