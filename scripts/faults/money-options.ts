/** How long the interleavings of money go on (`MONEY_OPERATIONS=1000` for the long form, docs/money.md). */
export const OPERATIONS = Number.parseInt(process.env.MONEY_OPERATIONS ?? '60', 10);
/** Another order of things: `MONEY_SEED`. */
export const SEED = Number.parseInt(process.env.MONEY_SEED ?? '20261126', 10);
/** How late Stripe answers, long after everybody has given up: `LATE_MS=30000` for the real thing. */
export const LATE_MS = Number.parseInt(process.env.LATE_MS ?? '5000', 10);
/** Whether the tables of docs/money.md are written instead of only compared: `MONEY_DOCS=write`. */
export const WRITES_DOCS = process.env.MONEY_DOCS === 'write';
