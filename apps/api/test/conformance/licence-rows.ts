import { newId } from '@app/kernel';
import type { Actor, TestApp } from '@app/testing';
import type { Tenant } from './population.js';

/** Rows that only the operator can cause. */
export async function addOperatorRows(t: TestApp, licenseeId: string, accessId: string, tenant: Tenant): Promise<void> {
  await t.db.query(`insert into app.licensee_switches (licensee_id, changed_at) values ($1, now())`, [licenseeId]);
  await t.db.query(
    `insert into app.operator_access (licensee_id, id, operator_id, operator_name, reason, minutes, code_hash, code_expires_at, requested_at, expires_at)
     values ($1, $2, gen_random_uuid(), 'Otto', $3, 15, sha256(convert_to($3, 'UTF8')), now() + interval '60 s', now(), now() + interval '15 min')`,
    [licenseeId, accessId, `help for ${tenant}`],
  );
}

/** Terms that ask for nothing. */
const TERMS = JSON.stringify({
  setupFeeMinor: null,
  monthlyFeeMinor: null,
  minimumMonthlyMinor: null,
  operatorShareBp: null,
  operatorRatePerMinuteMinor: null,
  trialDays: 0,
  maxAdvisors: null,
  maxUsers: null,
  maxConcurrentCalls: null,
  maxApiPerMinute: null,
  maxStorageMb: null,
});

/** A licence with an invoice that is open, partly credited and being paid. The operator who could make it does not exist yet. */
export async function addLicence(
  t: TestApp,
  licenseeId: string,
  owner: Actor,
  tenant: Tenant,
): Promise<{ licenceInvoice: string; licenceCreditNote: string; plan: string }> {
  const { currency } = t.licensees[tenant];
  const [licenceInvoice, licenceCreditNote, plan] = [newId(), newId(), newId()];
  await t.db.query(
    `insert into app.plan (licensee_id, id, family_id, version, name, currency, terms, is_public, created_at)
     values ($1, $2, $2, 1, $3, $4, $5, false, now())`,
    [licenseeId, plan, `Plan of ${tenant}`, currency, TERMS],
  );
  const party = {
    company: `Company of ${tenant}`,
    fullName: 'Ada',
    line1: 'Street 1',
    line2: null,
    postalCode: '1',
    city: 'City',
    region: null,
    country: 'DE',
    email: `billing@${tenant}.example`,
    taxNumber: null,
  };
  const document = (number: string): string =>
    JSON.stringify({
      version: 1,
      kind: 'invoice',
      number,
      locale: 'en',
      issuedOn: '2026-01-01',
      dueOn: null,
      currency,
      seller: party,
      buyer: party,
      period: null,
      lines: [{ text: 'Set-up', amountMinor: 1000 }],
      netMinor: 1000,
      tax: { treatment: 'domestic', rateBp: 0, amountMinor: 0 },
      totalMinor: 1000,
      original: null,
      reason: null,
      bankDetails: null,
    });
  // Only the operator has these; a row of each proves the wall around them.
  await t.db.query(
    `insert into app.invoice_issuer (licensee_id, series, tax_rate_bp, payment_days, changed_at) values ($1, 'XX', 0, 0, now())`,
    [licenseeId],
  );
  await t.db.query(
    `insert into app.invoice_series (licensee_id, series, kind, year, last) values ($1, 'XX', 'invoice', 2026, 1)`,
    [licenseeId],
  );
  await t.db.query(
    `insert into app.licence (licensee_id, status, plan_id, plan_name, plan_version, currency, terms, started_at, status_since, charged_from, invoiced_until, setup_invoiced)
     values ($1, 'active', gen_random_uuid(), $2, 1, $3, $4, now(), now(), '2026-01-01', '2100-01-01', true)`,
    [licenseeId, `Plan of ${tenant}`, currency, TERMS],
  );
  await t.db.query(
    `insert into app.licence_change (licensee_id, id, at, kind, to_status, plan_name, plan_version, reason, actor)
     values ($1, gen_random_uuid(), now(), 'started', 'active', $2, 1, $2, 'system')`,
    [licenseeId, `Plan of ${tenant}`],
  );
  await t.db.query(
    `insert into app.billing_profile (licensee_id, company, full_name, email, line1, postal_code, city, country, changed_at)
     values ($1, $2, 'Ada', $3, 'Street 1', '1', 'City', 'DE', now())`,
    [licenseeId, party.company, party.email],
  );
  await t.db.query(
    `insert into app.licence_invoice (licensee_id, id, number, period, currency, net, tax, total, credited, status, payload, sha256, transaction_id, issued_at, due_at)
     values ($1, $2, $3, 'setup', $4, 1000, 0, 1000, 100, 'open', $5, sha256(convert_to($5, 'UTF8')), gen_random_uuid(), now(), now() + interval '1 year')`,
    [licenseeId, licenceInvoice, `INV-${tenant}`, currency, document(`INV-${tenant}`)],
  );
  await t.db.query(
    `insert into app.licence_credit_note (licensee_id, id, invoice_id, number, net, tax, total, reason, payload, sha256, transaction_id, issued_at)
     values ($1, $2, $3, $4, 100, 0, 100, $4, $5, sha256(convert_to($5, 'UTF8')), gen_random_uuid(), now())`,
    [licenseeId, licenceCreditNote, licenceInvoice, `CN-${tenant}`, document(`CN-${tenant}`)],
  );
  await t.db.query(
    `insert into app.licence_customer (licensee_id, customer_id, payment_method_id, changed_at) values ($1, $2, $3, now())`,
    [licenseeId, `cus_of_${tenant}`, `pm_licence_of_${tenant}`],
  );
  await t.db.query(
    `insert into app.licence_payment (licensee_id, id, invoice_id, attempt, method, amount, currency, status, failure_code, created_at, closed_at)
     values ($1, gen_random_uuid(), $2, 1, 'card', 900, $3, 'failed', $4, now(), now())`,
    [licenseeId, licenceInvoice, currency, `failure of ${tenant}`],
  );
  const consent = newId();
  await t.db.query(
    `insert into app.netting_consent (licensee_id, id, wording, given_by, given_at, withdrawn_by, withdrawn_at) values ($1, $2, 1, $3, now(), $3, now())`,
    [licenseeId, consent, owner.id],
  );
  await t.db.query(
    `insert into app.licence_netting (licensee_id, id, invoice_id, step, consent_id, amount, currency, due_after, transaction_id, operator_transaction_id, created_at)
     values ($1, gen_random_uuid(), $2, 1, $3, 100, $4, 800, gen_random_uuid(), gen_random_uuid(), now())`,
    [licenseeId, licenceInvoice, consent, currency],
  );
  await t.db.query(
    `insert into app.email_verification (licensee_id, id, person_id, email, token_hash, created_at, expires_at, verified_at)
     values ($1, gen_random_uuid(), $2, $3, sha256(convert_to($3, 'UTF8')), now(), now() + interval '7 days', now())`,
    [licenseeId, owner.id, owner.email],
  );
  return { licenceInvoice, licenceCreditNote, plan };
}
