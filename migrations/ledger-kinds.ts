/** One more kind of ledger transaction, whichever there are by now. */
export const withKind = (kind: string): string => kinds(`(%s or kind = ''${kind}'')`, 'v_kinds');

/** And one less. Rows of it may stay: the ledger forgets nothing. */
export const withoutKind = (kind: string): string =>
  kinds('(%s) not valid', `replace(v_kinds, ' OR (kind = ''${kind}''::text)', '')`);

const kinds = (check: string, expression: string): string => `
  do $$
  declare v_kinds text;
  begin
    select pg_get_expr(conbin, conrelid) into strict v_kinds from pg_constraint
     where conrelid = 'app.ledger_transaction'::regclass and conname = 'ledger_transaction_kind_check';
    alter table app.ledger_transaction drop constraint ledger_transaction_kind_check;
    execute format('alter table app.ledger_transaction add constraint ledger_transaction_kind_check check ${check}', ${expression});
  end $$`;
