/** Another sum that `app.treasury` tells, whatever it tells by now: its name, its expression over `x.kind` and `x.total`. */
export const withColumn = (name: string, expression: string): string =>
  rewritten([
    ['under_way bigint', `under_way bigint, ${name} bigint`],
    [LAST_SUM, `${LAST_SUM}, ${expression}`],
  ]);

/** And without it again. */
export const withoutColumn = (name: string, expression: string): string =>
  rewritten([
    [`, ${name} bigint`, ''],
    [`, ${expression}`, ''],
  ]);

/** What licensees gave away comes off what is owed to them. */
export const withGifts = (): string =>
  rewritten([
    ['a.currency, a.kind, sum(', `a.currency, ${GIFTS} as kind, sum(`],
    ['group by a.licensee_id, a.currency, a.kind', 'group by 1, 2, 3'],
  ]);

/** And as it was. */
export const withoutGifts = (): string =>
  rewritten([
    [`a.currency, ${GIFTS} as kind, sum(`, 'a.currency, a.kind, sum('],
    ['group by 1, 2, 3', 'group by a.licensee_id, a.currency, a.kind'],
  ]);

const GIFTS = `case a.kind when 'promo_expense' then 'licensee_payable' else a.kind end`;

const LAST_SUM = `filter (where x.kind::text in ('refund_clearing', 'transfer_clearing', 'suspense', 'fx_position')), 0)::bigint`;

/** What a function gives back cannot be changed in place. */
const rewritten = (changes: readonly (readonly [string, string])[]): string => `
  do $$
  declare v_before text := pg_get_functiondef('app.treasury(text)'::regprocedure);
  declare v_after text := v_before;
  begin
    ${changes
      .map(
        ([before, after]) => `
    if strpos(v_after, ${literal(before)}) = 0 then raise exception 'app.treasury does not say what is replaced'; end if;
    v_after := replace(v_after, ${literal(before)}, ${literal(after)});`,
      )
      .join('')}
    drop function app.treasury(text);
    execute v_after;
    alter function app.treasury(text) owner to app_lookup;
    revoke execute on function app.treasury(text) from public;
    grant execute on function app.treasury(text) to app_resolver;
  end $$`;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
