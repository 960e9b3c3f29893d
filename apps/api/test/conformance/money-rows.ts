import { newId, publicId, sealed } from '@app/kernel';
import type { Actor, TestApp } from '@app/testing';

/**
 * One row of every table of cash, payouts, disputes and mandates, which the product makes only with Stripe. Each proves the wall around its table.
 * @returns the ids of the dispute, of the warning before it, of the payout's document, of an invoice of the user and of a debt
 */
export async function addMoneyRows(
  t: TestApp,
  user: Actor,
  advisor: Actor & { advisorId: string },
  cardId: string,
  topUpId: string,
  currency: string,
): Promise<{ dispute: string; fraudWarning: string; payoutDocument: string; userInvoice: string; payeeDebt: string }> {
  const { licenseeId } = user;
  const [entry] = await t.db.query<{ transaction: string; account: string; seq: string }>(
    `select e.transaction_id as transaction, e.account_id as account, e.seq::text as seq from app.ledger_entry e join app.ledger_account a on a.id = e.account_id
      where e.licensee_id = $1 and a.kind = 'advisor_payable' limit 1`,
    [licenseeId],
  );
  const { transaction, account, seq } = entry!;
  const [connect, payout, refund, dispute, fraudWarning, payoutDocument, userInvoice, payeeDebt] = [
    newId(),
    newId(),
    newId(),
    newId(),
    newId(),
    newId(),
    newId(),
    newId(),
  ];
  const add = (table: string, columns: Record<string, unknown>): Promise<object[]> => {
    const names = Object.keys(columns);
    return t.db.query(
      `insert into app.${table} (licensee_id, ${names.join(', ')}) values ($1, ${names.map((_, n) => `$${n + 2}`).join(', ')})`,
      [licenseeId, ...Object.values(columns)],
    );
  };
  const now = new Date();
  const later = new Date(now.getTime() + 365 * 86_400_000);
  await t.db.query(`update app.money_rules set payout_schedule = 'manual', changed_at = $2 where licensee_id = $1`, [
    licenseeId,
    now,
  ]);
  await add('seller_term', { id: newId(), since: now, seller: 'licensee' });
  await add('outside_payout', {
    id: newId(),
    advisor_id: advisor.advisorId,
    amount: 1,
    currency,
    paid_on: now,
    reference: 'Transfer of the specs',
    recorded_by: user.id,
    created_at: now,
  });
  await add('stripe_platform', {
    account_id: `acct_own_${connect}`,
    country: 'DE',
    currency,
    livemode: false,
    secret_key: 'v1.specs.sealed.key',
    key_last4: 'cond',
    revision: 1,
    connected_by: user.id,
    connected_at: now,
    opened_at: now,
  });
  await add('stripe_webhook', {
    endpoint: 'platform',
    secret: 'v1.specs.sealed.secret',
    secret_last4: 'cret',
    set_by: user.id,
    set_at: now,
  });
  await add('connect_account', {
    id: connect,
    party: 'advisor',
    party_id: advisor.advisorId,
    account_id: `acct_${connect}`,
    country: 'DE',
    entity_type: 'individual',
    status: 'restricted',
    created_at: now,
    synced_at: later,
  });
  await add('payout', {
    id: payout,
    party: 'advisor',
    party_id: advisor.advisorId,
    connect_account_id: connect,
    currency,
    amount: 100,
    cause: 'schedule',
    status: 'in_payout',
    transaction_id: transaction,
    next_try_at: later,
    created_at: now,
  });
  await add('payout_entry', { payout_id: payout, account_id: account, seq, transaction_id: transaction, amount: 100 });
  await add('payee_tax', {
    advisor_id: advisor.advisorId,
    identity: JSON.stringify({
      kind: 'individual',
      firstName: 'Ada',
      lastName: 'Byron',
      birthDate: '1980-12-10',
      address: { street: 'Ring 1', postalCode: '10115', city: 'Berlin', country: 'DE' },
      residence: 'DE',
      tins: [{ number: '12345678903', issuedBy: 'DE' }],
    }),
    declared_at: now,
    reminders: 1,
    reminded_at: now,
  });
  const { payload, sha256 } = sealed(statementOf(payout, currency));
  await add('payout_document', {
    id: payoutDocument,
    payout_id: payout,
    kind: 'payout_statement',
    number: `P-${payoutDocument}`,
    payload,
    sha256,
    issued_at: now,
  });
  const invoice = sealed(invoiceOf(userInvoice, currency));
  await add('user_invoice', {
    id: userInvoice,
    person_id: user.id,
    kind: 'user_invoice',
    month: '2026-01-01',
    number: `R-${userInvoice}`,
    currency,
    total: 100,
    payload: invoice.payload,
    sha256: invoice.sha256,
    issued_at: now,
  });
  await add('user_invoice_item', { subject_id: newId(), invoice_id: userInvoice });
  await add('top_up_volume', { day: '2026-01-01', currency, amount: 100, euro: 100, counted_at: now });
  await add('volume_alert', { percent: 80, told_at: now });
  const business = {
    company: 'Analytical SARL',
    line1: '1 rue du Port',
    postalCode: '69001',
    city: 'Lyon',
    country: 'FR',
  };
  await t
    .as(user)
    .patch('/v1/me', { business: { ...business, vatNumber: 'FR40303265045' } })
    .expect(200);
  const vatCheck = newId();
  await add('vat_check', {
    id: vatCheck,
    subject: 'user',
    subject_id: user.id,
    country: 'FR',
    number: 'FR40303265045',
    result: 'valid',
    checked_at: now,
  });
  await t.db.query('update app.vat_number set check_id = $2, due_at = $3 where licensee_id = $1', [
    licenseeId,
    vatCheck,
    later,
  ]);
  await add('tax_rate', { country: 'FR', effective_from: '2026-01-01', rate_bp: 2000, changed_at: now });
  await add('payout_reserve', {
    id: newId(),
    payout_id: payout,
    advisor_id: advisor.advisorId,
    currency,
    amount: 1,
    release_at: later,
    transaction_id: transaction,
  });
  await add('receivable', {
    id: payeeDebt,
    advisor_id: advisor.advisorId,
    currency,
    amount: 1,
    recovered: 1,
    transaction_id: transaction,
    created_at: now,
  });
  await add('wallet_refund', {
    id: refund,
    person_id: user.id,
    idempotency_key: refund,
    amount: 1,
    currency,
    cause: 'person',
    reason: 'spec',
    created_at: now,
  });
  await add('wallet_refund_part', {
    id: newId(),
    wallet_refund_id: refund,
    top_up_id: topUpId,
    amount: 1,
    status: 'succeeded',
    transaction_id: transaction,
    created_at: now,
    closed_at: now,
  });
  await add('dispute', {
    id: dispute,
    stripe_dispute_id: `du_${dispute}`,
    top_up_id: topUpId,
    person_id: user.id,
    amount: 1,
    currency,
    reason: 'fraudulent',
    status: 'under_review',
    created_at: now,
  });
  await add('fraud_warning', {
    id: fraudWarning,
    stripe_warning_id: `issfr_${fraudWarning}`,
    top_up_id: topUpId,
    person_id: user.id,
    fraud_type: 'misc',
    is_actionable: false,
    status: 'noted',
    currency,
    created_at: now,
  });
  await add('dispute_step', { id: newId(), dispute_id: dispute, at: now, step: 'opened' });
  await add('auto_top_up', {
    person_id: user.id,
    card_id: cardId,
    threshold: 1,
    amount: 100,
    monthly_cap: 100,
    status: 'off',
    reason: 'switched_off',
    next_try_at: later,
    mandate: 'spec',
    mandate_locale: 'en',
    mandated_at: now,
    changed_at: now,
  });
  await add('ledger_checkpoint', {
    number: 1,
    sealed_until: now,
    transactions: 0,
    body: JSON.stringify({ number: 1, sealedFrom: null, sealedUntil: now.toISOString(), transactions: 0, head: '' }),
    hash: Buffer.alloc(32),
    signature: Buffer.alloc(64),
    key_id: 'spec',
    created_at: now,
  });
  await add('stripe_balance_transaction', {
    id: newId(),
    context: 'default',
    balance_transaction_id: `txn_${dispute}`,
    type: 'charge',
    currency,
    amount: 1,
    fee: 0,
    net: 1,
    status: 'waiting',
    created_at: now,
    available_at: now,
    seen_at: later,
  });
  // Only the operator has these five.
  await add('safeguard_account', {
    currency,
    name: 'Trust account',
    destination: 'ba_spec',
    set_by: user.id,
    set_at: now,
  });
  await add('safeguard_move', {
    id: newId(),
    idempotency_key: newId(),
    direction: 'out',
    amount: 1,
    currency,
    account_name: 'Trust account',
    destination: 'ba_spec',
    status: 'failed',
    requested_by: user.id,
    next_try_at: now,
    created_at: now,
    closed_at: now,
  });
  await add('hand_payment', {
    id: newId(),
    person_id: user.id,
    amount: 1,
    currency,
    reference: 'SEPA spec',
    paid_by: 'operator',
    recorded_by: user.id,
    idempotency_key: newId(),
    transaction_id: transaction,
    created_at: now,
  });
  await add('fx_valuation', {
    id: newId(),
    month: '2020-01-01',
    context: 'default',
    currency,
    settled_in: 'XXX',
    position: -100,
    counter: 110,
    rate_own: 1000,
    rate_settled: 1100,
    result: 0,
    created_at: now,
  });
  await add('operator_incident', {
    id: newId(),
    check_id: 'coverage',
    state: 'failing',
    text: 'Money is missing',
    opened_at: now,
  });
  await add('stripe_comparison', {
    id: newId(),
    context: 'default',
    currency,
    compared_at: now,
    ledger_minor: 0,
    in_flight_minor: 0,
    posted_minor: 0,
    mirror_minor: 0,
    stripe_minor: 0,
    suspense_minor: 0,
    waiting: 0,
  });
  await add('operator_payout', {
    id: newId(),
    idempotency_key: payout,
    amount: 1,
    currency,
    status: 'paid',
    requested_by: user.id,
    next_try_at: later,
    created_at: now,
    closed_at: now,
  });
  return { dispute, fraudWarning, payoutDocument, userInvoice, payeeDebt };
}

/** A document of a payout, as the product would have issued it. */
const statementOf = (payoutId: string, currency: string): object => ({
  version: 1,
  kind: 'payout_statement',
  number: `P-${payoutId}`,
  locale: 'en',
  issuedOn: '2026-01-01',
  currency,
  payoutId: publicId('payout', payoutId),
  supplier: { name: 'Ada', lines: [], taxNumber: null },
  customer: { name: 'Company', lines: [], taxNumber: null },
  agreement: null,
  lines: [{ kind: 'earnings', count: 1, amountMinor: 100 }],
  tax: null,
  totalMinor: 100,
  original: null,
  reason: null,
});

/** An invoice of a user, as the product would have issued it. */
function invoiceOf(id: string, currency: string): object {
  const sums = { country: 'DE', rateBp: 1900, vatNumber: null, grossMinor: 100, taxMinor: 16 };
  return {
    version: 1,
    kind: 'user_invoice',
    number: `R-${id}`,
    locale: 'en',
    issuedOn: '2026-02-01',
    brand: 'Company',
    period: { from: '2026-01-01', to: '2026-01-31' },
    currency,
    seller: { name: 'Company', lines: [], taxNumber: null },
    buyer: { name: 'Carla', lines: [], taxNumber: null },
    lines: [{ ...sums, kind: 'call', day: '2026-01-05', advisor: 'Ada', billedSeconds: 60, receipt: 1 }],
    rates: [{ ...sums, netMinor: 84 }],
    netMinor: 84,
    taxMinor: 16,
    totalMinor: 100,
    original: null,
  };
}
