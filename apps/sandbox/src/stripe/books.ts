import type { StripeState } from './state.js';

/** The stand-in's own books of one account and currency, in minor units. */
export interface Book {
  /** A connected account, null for the platform. */
  account: string | null;
  currency: string;
  /** What came and went in all, after fees. */
  net: number;
  gross: number;
  fees: number;
  lines: number;
  /** How it is made up: net, fees and number of lines of each type. */
  byType: Record<string, { net: number; gross: number; fees: number; lines: number }>;
}

/**
 * Adds up every balance transaction of payments in the database itself, by account, currency and type: another way than
 * `balance.retrieve` goes, so that the two prove each other.
 */
export function readBooks(state: StripeState): Book[] {
  const rows = state.store.database
    .prepare(
      `SELECT account, json_extract(json, '$.currency') AS currency, json_extract(json, '$.type') AS type,
         sum(json_extract(json, '$.amount')) AS gross, sum(json_extract(json, '$.fee')) AS fees, count(*) AS lines
       FROM object WHERE type = 'balance_transaction' AND json_extract(json, '$.balance_type') = 'payments' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    )
    .all();
  const books = new Map<string, Book>();
  for (const row of rows) {
    const account = String(row['account']) || null;
    const currency = String(row['currency']);
    const key = `${account ?? ''} ${currency}`;
    const book = books.get(key) ?? { account, currency, net: 0, gross: 0, fees: 0, lines: 0, byType: {} };
    const [gross, fees, lines] = [Number(row['gross']), Number(row['fees']), Number(row['lines'])];
    book.byType[String(row['type'])] = { net: gross - fees, gross, fees, lines };
    books.set(key, {
      ...book,
      net: book.net + gross - fees,
      gross: book.gross + gross,
      fees: book.fees + fees,
      lines: book.lines + lines,
    });
  }
  return [...books.values()];
}
