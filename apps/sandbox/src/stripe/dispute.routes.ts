import type { Stripe } from 'stripe';
import { acceptLoss, answerDispute } from './disputes.js';
import { createFile } from './files.js';
import { isCreated, page } from './lists.js';
import { retrieve, route, type Route } from './route.js';

/** Disputes, the files that answer them, and the warnings before them. */
export const DISPUTE_ROUTES: readonly Route[] = [
  route<Stripe.DisputeListParams>('GET', '/v1/disputes', 'disputes.list', ({ state, params, path }) =>
    page(
      state.store.each<Stripe.Dispute>('dispute'),
      params,
      path,
      (dispute) =>
        (!params.charge || params.charge === dispute.charge) &&
        (!params.payment_intent || params.payment_intent === dispute.payment_intent) &&
        isCreated(dispute.created, params.created),
    ),
  ),
  route('GET', '/v1/disputes/:id', 'disputes.retrieve', retrieve('dispute')),
  route<Stripe.DisputeUpdateParams>('POST', '/v1/disputes/:id', 'disputes.update', ({ state, id, params }) =>
    answerDispute(state, id, params),
  ),
  route('POST', '/v1/disputes/:id/close', 'disputes.close', ({ state, id }) => acceptLoss(state, id)),
  route<Stripe.FileCreateParams>('POST', '/v1/files', 'files.create', ({ state, params }) => createFile(state, params)),
  route('GET', '/v1/files/:id', 'files.retrieve', retrieve('file')),
  route<Stripe.Radar.EarlyFraudWarningListParams>(
    'GET',
    '/v1/radar/early_fraud_warnings',
    'radar.earlyFraudWarnings.list',
    ({ state, params, path }) =>
      page(
        state.store.each<Stripe.Radar.EarlyFraudWarning>('radar.early_fraud_warning'),
        params,
        path,
        (warning) =>
          (!params.charge || params.charge === warning.charge) &&
          (!params.payment_intent || params.payment_intent === warning.payment_intent) &&
          isCreated(warning.created, params.created),
      ),
  ),
  route(
    'GET',
    '/v1/radar/early_fraud_warnings/:id',
    'radar.earlyFraudWarnings.retrieve',
    retrieve('radar.early_fraud_warning'),
  ),
];
