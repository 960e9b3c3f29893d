import { type Query, withDatabase } from './database.ts';
import { checkOperations } from './checker-operations.ts';
import type { Journal } from './journal.ts';

/** One rule and every place where the database breaks it. */
export interface Check {
  readonly name: string;
  readonly findings: string[];
}

/** Rules over the whole database in plain SQL; each row is a finding. Written without the product's own functions. */
const RULES: Record<string, string> = {
  'each transaction sums to zero in one currency': `
    select e.transaction_id || ' ' || a.currency || ' ' || sum(e.amount) as finding
      from app.ledger_entry e left join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
     group by e.licensee_id, e.transaction_id, a.currency having sum(e.amount) <> 0
    union all
    select e.transaction_id || ' has ' || count(distinct a.currency) || ' currencies'
      from app.ledger_entry e left join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
     group by e.licensee_id, e.transaction_id having count(distinct a.currency) <> 1`,
  'each licensee sums to zero per currency': `
    select e.licensee_id || ' ' || t.currency || ' ' || sum(e.amount) as finding
      from app.ledger_entry e left join app.ledger_transaction t on t.licensee_id = e.licensee_id and t.id = e.transaction_id
     group by e.licensee_id, t.currency having sum(e.amount) <> 0`,
  'each balance is the sum of its entries': `
    select a.kind || ' ' || a.id || ': balance ' || a.balance || ', entries ' || coalesce(sum(e.amount), 0) as finding
      from app.ledger_account a left join app.ledger_entry e on e.licensee_id = a.licensee_id and e.account_id = a.id
     where a.kind in ('wallet', 'promo', 'advisor_payable')
     group by a.licensee_id, a.id, a.kind, a.balance having a.balance <> coalesce(sum(e.amount), 0)`,
  'no wallet was ever below zero': `
    select account_id || ' at entry ' || seq || ': ' || running as finding from (
      select account_id, seq, sum(amount) over (partition by licensee_id, account_id order by seq) as running
        from app.ledger_entry where seq is not null) history where running < 0`,
  'held money is the money of pending holds': `
    select a.kind || ' ' || a.id || ': held ' || a.held || ', holds ' || coalesce(h.amount, 0) as finding
      from app.ledger_account a left join (
        select licensee_id, id, sum(amount) as amount from (
          select licensee_id, wallet_account_id as id, paid_amount as amount from app.hold where status = 'pending'
          union all select licensee_id, promo_account_id, promo_amount from app.hold where status = 'pending') part
         group by licensee_id, id) h on h.licensee_id = a.licensee_id and h.id = a.id
     where a.held <> coalesce(h.amount, 0) or a.held < 0 or a.held > a.balance`,
  'no hold is pending without a live call': `
    select h.id::text as finding from app.hold h
     where h.status = 'pending'
       and not exists (select 1 from app.call c where c.licensee_id = h.licensee_id and c.hold_id = h.id and c.status <> 'ended')`,
  'no call is left live': `select id || ' ' || status as finding from app.call where status <> 'ended'`,
  'no payment is left without its end': `
    select id || ' ' || status as finding from app.top_up where status in ('requested', 'processing')`,
  'no Stripe event is left unprocessed': `
    select event_id || ' ' || type || ', attempts ' || attempts as finding from app.stripe_event where status = 'received'`,
  'each PaymentIntent is credited once': `
    select key || ' ' || count(*) as finding from app.ledger_transaction where kind = 'top_up' group by licensee_id, key having count(*) > 1
    union all
    select ref_id || ' credited ' || count(*) || ' times' from app.ledger_transaction where kind = 'top_up'
     group by licensee_id, ref_id having count(*) > 1
    union all
    select payment_intent_id || ' in ' || count(*) || ' top-ups' from app.top_up where payment_intent_id is not null
     group by payment_intent_id having count(*) > 1`,
  'each line at Stripe and its fee are posted once': `
    select t.key || ' belongs to no line' as finding from app.ledger_transaction t
     where t.kind = 'stripe_fee' and not exists (select 1 from app.stripe_balance_transaction b where b.licensee_id = t.licensee_id and b.fee_transaction_id = t.id)
    union all
    select b.balance_transaction_id || ' in ' || count(*) || ' licensees' from app.stripe_balance_transaction b group by b.balance_transaction_id having count(*) > 1
    union all
    select transaction_id || ' stands for ' || count(*) || ' lines' from app.stripe_balance_transaction where transaction_id is not null
     group by transaction_id having count(*) > 1
    union all
    select b.balance_transaction_id || ' is in suspense' from app.stripe_balance_transaction b where b.status = 'suspense'`,
  'no call gives back more than its price': `
    select c.id || ': price ' || c.price_minor || ', refunds ' || sum(r.amount) as finding
      from app.refund r join app.call c on c.licensee_id = r.licensee_id and c.id = r.call_id
     group by c.licensee_id, c.id, c.price_minor having sum(r.amount) > coalesce(c.price_minor, 0)`,
};

/**
 * Proves the database against itself and against what the clients know.
 * @param databaseUrl as superuser: sees every tenant
 * @param tenantUrl as the API's own role: the product's self-check runs under row-level security
 */
export async function check(databaseUrl: string, tenantUrl: string, journal: Journal): Promise<Check[]> {
  return withDatabase(databaseUrl, async (query) => {
    const checks: Check[] = [];
    for (const [name, sql] of Object.entries(RULES))
      checks.push({ name, findings: (await query<{ finding: string }>(sql)).map(({ finding }) => finding) });
    checks.push({ name: 'the ledger finds no violation itself', findings: await selfCheck(query, tenantUrl) });
    checks.push(...(await checkOperations(query, journal)));
    return checks;
  });
}

async function selfCheck(query: Query, tenantUrl: string): Promise<string[]> {
  const licensees = await query<{ id: string; slug: string }>('select id, slug from app.licensee order by slug');
  return withDatabase(tenantUrl, async (asTenant) => {
    const findings: string[] = [];
    for (const { id, slug } of licensees) {
      await asTenant('begin');
      await asTenant(`select set_config('app.licensee_id', $1, true)`, [id]);
      const rows = await asTenant<{ rule: string; subject: string }>(
        'select rule, subject from app.ledger_violations()',
      );
      await asTenant('commit');
      findings.push(...rows.map(({ rule, subject }) => `${rule} ${subject} (${slug})`));
    }
    return findings;
  });
}
