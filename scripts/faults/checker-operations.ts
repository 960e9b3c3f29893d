import type { Check } from './checker.ts';
import type { Query } from './database.ts';
import type { Entry, Journal, Kind } from './journal.ts';

interface Transaction {
  id: string;
  licensee_id: string;
  kind: string;
  key: string;
  ref_id: string | null;
  /** What it moved into (positive) or out of wallets, and whose. */
  moved: number;
  owners: string[];
}

interface CallRow {
  id: string;
  caller_id: string;
  idempotency_key: string;
  status: string;
  end_reason: string | null;
  price_minor: number | null;
  billed_seconds: number | null;
  settlement_id: string | null;
  hold_status: string;
  settled_amount: number | null;
}

interface TopUpRow {
  id: string;
  person_id: string;
  idempotency_key: string;
  amount: number;
  status: string;
  transaction_id: string | null;
}

interface RefundRow {
  id: string;
  idempotency_key: string;
  amount: number;
  transaction_id: string;
}

interface CreditRow {
  transaction_id: string;
  person_id: string;
  amount: number;
  reason: string;
}

/** Rounding of the meter and the clocks of two processes. */
const METER_TOLERANCE_SECONDS = 1;

/** Compares what the clients know with what the database holds: every operation once and whole, or not at all. */
export async function checkOperations(query: Query, journal: Journal): Promise<Check[]> {
  const books = await Books.read(query);
  const acknowledged: string[] = [];
  const refused: string[] = [];
  const unknown: string[] = [];
  const moved = new Map<string, number>();
  for (const entry of journal.entries) {
    const { problems, amount } = books.judge(entry);
    const list = entry.state === 'acknowledged' ? acknowledged : entry.state === 'refused' ? refused : unknown;
    list.push(...problems.map((problem) => `${entry.kind} ${entry.key}: ${problem}`));
    moved.set(entry.personId, (moved.get(entry.personId) ?? 0) + amount);
  }
  const unanswered = journal.entries.filter(({ state }) => state === 'unanswered');
  return [
    { name: 'each acknowledged operation is there once, as it was acknowledged', findings: acknowledged },
    { name: 'each unanswered operation is there whole, or not at all', findings: unknown },
    { name: 'nothing is there of a refused operation', findings: refused },
    { name: 'each transaction belongs to one operation', findings: books.unexplained() },
    { name: 'each wallet holds what the clients expect', findings: await compareWallets(query, moved) },
    {
      name: 'a repeat gets the first answer, and what was acknowledged is found again',
      findings: journal.complaints.map(({ rule, subject }) => `${rule} ${subject}`),
    },
    {
      name: 'every client got its answer in time',
      findings: unanswered.map((entry) => `${entry.kind} ${entry.key}: ${entry.note ?? 'no answer'}`),
    },
  ];
}

async function compareWallets(query: Query, expected: Map<string, number>): Promise<string[]> {
  const rows = await query<{ owner_id: string; total: number }>(
    `select owner_id, sum(balance) as total from app.ledger_account where kind in ('wallet', 'promo') group by owner_id`,
  );
  const found = new Map(rows.map((row) => [row.owner_id, row.total]));
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((owner) => {
    const [want, have] = [expected.get(owner) ?? 0, found.get(owner) ?? 0];
    return want === have ? [] : [`${owner}: expected ${want}, found ${have}`];
  });
}

/** The database's rows, found by the keys that the clients made. */
class Books {
  private readonly explained = new Set<string>();
  private readonly transactions: Map<string, Transaction>;
  private readonly byKey: Map<string, Transaction>;
  private readonly credits: Map<string, CreditRow[]>;
  private readonly topUps: Map<string, TopUpRow[]>;
  private readonly calls: Map<string, CallRow[]>;
  private readonly refunds: Map<string, RefundRow[]>;

  private constructor(
    transactions: Transaction[],
    credits: CreditRow[],
    topUps: TopUpRow[],
    calls: CallRow[],
    refunds: RefundRow[],
  ) {
    this.transactions = new Map(transactions.map((row) => [row.id, row]));
    this.byKey = new Map(transactions.map((row) => [row.key, row]));
    this.credits = Map.groupBy(credits, (row) => row.reason);
    this.topUps = Map.groupBy(topUps, (row) => `${row.person_id}:${row.idempotency_key}`);
    this.calls = Map.groupBy(calls, (row) => `${row.caller_id}:${row.idempotency_key}`);
    this.refunds = Map.groupBy(refunds, (row) => row.idempotency_key);
  }

  static async read(query: Query): Promise<Books> {
    return new Books(
      await query<Transaction>(`
        select t.id, t.licensee_id, t.kind, t.key, t.ref_id,
               coalesce(sum(e.amount) filter (where a.kind in ('wallet', 'promo')), 0) as moved,
               coalesce(array_agg(distinct a.owner_id::text) filter (where a.kind in ('wallet', 'promo')), '{}') as owners
          from app.ledger_transaction t
          left join app.ledger_entry e on e.licensee_id = t.licensee_id and e.transaction_id = t.id
          left join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
         group by t.licensee_id, t.id`),
      await query<CreditRow>('select transaction_id, person_id, amount, reason from app.credit'),
      await query<TopUpRow>('select id, person_id, idempotency_key, amount, status, transaction_id from app.top_up'),
      await query<CallRow>(`
        select c.id, c.caller_id, c.idempotency_key, c.status, c.end_reason, c.price_minor, c.billed_seconds, c.settlement_id,
               h.status as hold_status, h.settled_amount
          from app.call c join app.hold h on h.licensee_id = c.licensee_id and h.id = c.hold_id`),
      await query<RefundRow>('select id, idempotency_key, amount, transaction_id from app.refund'),
    );
  }

  /** What is wrong with an operation, and what it really moved into the wallet, as far as the client may believe it. */
  judge(entry: Entry): { problems: string[]; amount: number } {
    const rows = this.rowsOf(entry);
    if (rows.length > 1) return { problems: [`is there ${rows.length} times`], amount: 0 };
    const [row] = rows;
    if (entry.state === 'refused') return { problems: row ? ['was refused but is there'] : [], amount: 0 };
    const wholeness = row ? row.wholeness() : this.remains(entry);
    // What was acknowledged counts in the client's books whether the database knows of it or not.
    if (entry.state !== 'acknowledged') return { problems: wholeness, amount: row ? row.amount : 0 };
    if (!row) return { problems: ['was acknowledged and is lost', ...wholeness], amount: acknowledgedAmount(entry) };
    return { problems: [...row.differences(), ...wholeness], amount: acknowledgedAmount(entry) };
  }

  /** Transactions that no operation accounts for. */
  unexplained(): string[] {
    return (
      [...this.transactions.values()]
        // Fees belong to lines of the balance at Stripe, which no client asks for (see the rules of the books).
        .filter(({ id, kind }) => !this.explained.has(id) && kind !== 'stripe_fee')
        .map(({ id, kind, key }) => `${kind} ${id} ${key}`)
    );
  }

  private rowsOf(entry: Entry): Judged[] {
    const own = `${entry.askedBy}:${entry.key}`;
    const by: Record<Kind, () => Judged[]> = {
      credit: () => (this.credits.get(`credit ${entry.key}`) ?? []).map((row) => this.credit(entry, row)),
      top_up: () => (this.topUps.get(own) ?? []).map((row) => this.topUp(entry, row)),
      cancelled_call: () => (this.calls.get(own) ?? []).map((row) => this.call(entry, row)),
      call: () => (this.calls.get(own) ?? []).map((row) => this.call(entry, row)),
      refund: () => (this.refunds.get(own) ?? []).map((row) => this.refund(entry, row)),
    };
    return by[entry.kind]();
  }

  /** A posting without the row it belongs to. */
  private remains(entry: Entry): string[] {
    return entry.kind === 'credit' && this.byKey.has(`credit:${entry.askedBy}:${entry.key}`)
      ? ['has a posting but no row']
      : [];
  }

  private credit(entry: Entry, row: CreditRow): Judged {
    return {
      amount: row.amount,
      differences: () => differ(entry, { id: row.transaction_id, amountMinor: row.amount, personId: row.person_id }),
      wholeness: () => this.posting(entry, row.transaction_id, row.amount, `credit:${entry.askedBy}:${entry.key}`),
    };
  }

  private topUp(entry: Entry, row: TopUpRow): Judged {
    const isCredited = row.status === 'credited';
    return {
      amount: isCredited ? row.amount : 0,
      differences: () => [
        ...differ(entry, { id: row.id, amountMinor: row.amount }),
        ...(isCredited ? [] : [`is ${row.status} and never credited`]),
      ],
      wholeness: () =>
        row.transaction_id === null ? [] : this.posting(entry, row.transaction_id, row.amount, undefined, row.id),
    };
  }

  private refund(entry: Entry, row: RefundRow): Judged {
    return {
      amount: row.amount,
      differences: () => differ(entry, { id: row.id, amountMinor: row.amount, transactionId: row.transaction_id }),
      wholeness: () => this.posting(entry, row.transaction_id, row.amount),
    };
  }

  private call(entry: Entry, row: CallRow): Judged {
    const price = row.price_minor ?? 0;
    return {
      amount: -price,
      differences: () => {
        const facts =
          entry.kind === 'call'
            ? { priceMinor: row.price_minor ?? undefined, billedSeconds: row.billed_seconds ?? undefined }
            : {};
        const present = entry.presentSeconds ?? 0;
        return [
          ...differ(entry, { id: row.id, endReason: row.end_reason ?? undefined, ...facts }),
          ...(entry.kind === 'cancelled_call' && price > 0 ? [`was cancelled and cost ${price}`] : []),
          ...((row.billed_seconds ?? 0) > present + METER_TOLERANCE_SECONDS
            ? [`billed ${row.billed_seconds} s of ${present} s`]
            : []),
        ];
      },
      wholeness: () => {
        if (row.status !== 'ended') return [`is still ${row.status}`];
        if (price > 0) {
          if (row.hold_status !== 'posted' || row.settled_amount !== price)
            return [`costs ${price}, its hold is ${row.hold_status} ${row.settled_amount}`];
          return this.posting(entry, row.settlement_id ?? '', -price, `call:${row.id}`, row.id);
        }
        return [
          ...(row.hold_status === 'released' ? [] : [`costs nothing, its hold is ${row.hold_status}`]),
          ...(row.settlement_id === null ? [] : ['costs nothing and was settled']),
        ];
      },
    };
  }

  /** What is wrong with the ledger transaction of an operation; marks it as explained. */
  private posting(entry: Entry, id: string, moved: number, key?: string, ref?: string): string[] {
    const posting = this.transactions.get(id);
    if (!posting) return [`its ledger transaction ${id} is missing`];
    const twice = this.explained.has(id);
    this.explained.add(id);
    return [
      ...(twice ? [`shares the transaction ${id}`] : []),
      ...(posting.licensee_id === entry.licenseeId ? [] : ['was posted at another licensee']),
      ...(posting.moved === moved ? [] : [`moved ${posting.moved} instead of ${moved}`]),
      ...(posting.owners.length === 1 && posting.owners[0] === entry.personId
        ? []
        : [`moved money of ${posting.owners.join(', ') || 'nobody'}`]),
      ...(key === undefined || posting.key === key ? [] : [`has the key ${posting.key}`]),
      ...(ref === undefined || posting.ref_id === ref ? [] : [`points to ${posting.ref_id}`]),
    ];
  }
}

/** An operation found in the database. */
interface Judged {
  /** What it moved into the wallet. */
  amount: number;
  /** Where it differs from what was acknowledged. */
  differences(): string[];
  /** What is missing for it to be whole. */
  wholeness(): string[];
}

function acknowledgedAmount({ kind, amountMinor, priceMinor }: Entry): number {
  return kind === 'call' ? -(priceMinor ?? 0) : amountMinor;
}

function differ(entry: Entry, found: Partial<Entry>): string[] {
  return (Object.keys(found) as (keyof Entry)[]).flatMap((name) =>
    entry[name] === found[name] ? [] : [`${name} was acknowledged as ${entry[name]} and is ${found[name]}`],
  );
}
