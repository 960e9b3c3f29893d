import type { SelectQueryBuilder } from 'typeorm';
import { type PageQuery, type Tx, UUID_PATTERN, cursorPosition, rowsOf } from '@app/kernel';
import { Person } from '@app/identity';
import { Advisor } from './advisor.entity.js';
import { type FreePer, NO_PRICES, type Prices } from './advisor-prices.entity.js';
import type { SeenAdvisor } from './advisors.dto.js';
import type { DirectoryQuery, Sort, TopicResponse } from './directory.dto.js';

const IN_CALL =
  'exists (select 1 from app.advisor_in_call c where c.licensee_id = advisor.licensee_id and c.advisor_id = advisor.id)';
const WAITS =
  'exists (select 1 from app.advisor_waiting w where w.licensee_id = advisor.licensee_id and w.advisor_id = advisor.id)';
const ONLINE = `advisor.available and not ${IN_CALL} and not ${WAITS}`;
const TIME_ZONE =
  '(select s.time_zone from app.advisor_schedule s where s.licensee_id = advisor.licensee_id and s.advisor_id = advisor.id)';
const PRICES =
  '(select to_jsonb(p) from app.advisor_prices p where p.licensee_id = advisor.licensee_id and p.advisor_id = advisor.id)';
/** Above every rate: who offers nothing comes last. */
const NO_RATE = 1_000_000;

/** Advisors with the person behind them. */
function people(tx: Tx): SelectQueryBuilder<Advisor> {
  return tx
    .createQueryBuilder(Advisor, 'advisor')
    .innerJoin(Person, 'person', 'person.licenseeId = advisor.licenseeId and person.id = advisor.personId')
    .where('advisor.licenseeId = :licenseeId', { licenseeId: tx.ctx.licenseeId });
}

/** Advisors who may take calls: an active profile of a person who is neither frozen nor closed. */
export const callable = (tx: Tx): SelectQueryBuilder<Advisor> =>
  people(tx).andWhere(`advisor.status = 'active' and person.status = 'active'`);

interface SeenRow {
  readonly in_call: boolean;
  readonly waits: boolean;
  readonly time_zone: string | null;
  readonly prices: (Omit<Prices, 'freeSeconds' | 'freePer'> & { free_seconds: number; free_per: FreePer }) | null;
  readonly email: string;
  readonly sort_key: number;
}

/** Runs the query with what other tables know of each advisor: one statement. */
export async function seen(
  query: SelectQueryBuilder<Advisor>,
): Promise<(SeenAdvisor & { readonly email: string; readonly sortKey: number })[]> {
  const { entities, raw } = await query
    .addSelect(IN_CALL, 'in_call')
    .addSelect(WAITS, 'waits')
    .addSelect(TIME_ZONE, 'time_zone')
    .addSelect(PRICES, 'prices')
    .addSelect('person.email', 'email')
    .getRawAndEntities<SeenRow>();
  return entities.map((advisor, i) => ({
    advisor,
    inCall: raw[i]!.in_call,
    waits: raw[i]!.waits,
    timeZone: raw[i]!.time_zone,
    prices: keptIn(raw[i]!.prices),
    email: raw[i]!.email,
    sortKey: raw[i]!.sort_key,
  }));
}

const keptIn = (row: SeenRow['prices']): Prices =>
  row === null
    ? NO_PRICES
    : {
        sessions: row.sessions,
        tiers: row.tiers,
        hours: row.hours,
        freeSeconds: row.free_seconds,
        freePer: row.free_per,
      };

/** One advisor, whatever the state. */
export async function seenOne(tx: Tx, id: string): Promise<(SeenAdvisor & { readonly email: string }) | undefined> {
  return (await seen(people(tx).andWhere('advisor.id = :id', { id })))[0];
}

/** What each order sorts by, smallest first, before the id. */
function sortKey(sort: Sort, medium: DirectoryQuery['medium']): string {
  if (sort === 'recommended') return `case when ${ONLINE} then 0 when ${IN_CALL} then 1 else 2 end`;
  const rate = medium === undefined ? 'least(advisor.voice_rate_minor, advisor.video_rate_minor)' : rateOf(medium);
  return `coalesce(${rate}, ${NO_RATE})::int`;
}

const rateOf = (medium: 'voice' | 'video'): string => `advisor.${medium}_rate_minor`;

/** Text between wildcards, as itself. */
const containing = (text: string): string => `%${text.trim().replace(/[\\%_]/g, '\\$&')}%`;

/** One more than a page of the directory. */
export function directory(tx: Tx, filter: DirectoryQuery): ReturnType<typeof seen> {
  const { cursor, limit, medium, sort = 'recommended' } = filter;
  const after = cursorPosition(cursor, [new RegExp(`^${sort}$`), /^\d{1,7}$/, UUID_PATTERN]);
  const key = sortKey(sort, medium);
  const query = callable(tx);
  if (filter.q !== undefined)
    query.andWhere(
      '(advisor.display_name ilike :q or advisor.headline ilike :q or exists (select 1 from unnest(advisor.topics) t where t ilike :q))',
      { q: containing(filter.q) },
    );
  if (filter.topic !== undefined)
    query.andWhere('exists (select 1 from unnest(advisor.topics) t where lower(t) = lower(:topic))', {
      topic: filter.topic,
    });
  if (filter.language !== undefined)
    query.andWhere(':language = any(advisor.languages)', { language: filter.language });
  if (medium !== undefined) query.andWhere(`${rateOf(medium)} is not null`);
  if (filter.maxRateMinor !== undefined)
    query.andWhere(
      medium === undefined
        ? 'least(advisor.voice_rate_minor, advisor.video_rate_minor) <= :maxRate'
        : `${rateOf(medium)} <= :maxRate`,
      { maxRate: filter.maxRateMinor },
    );
  if (filter.online === 'true') query.andWhere(ONLINE);
  if (filter.online === 'false') query.andWhere(`not (${ONLINE})`);
  if (after) query.andWhere(`(${key}, advisor.id) > (:key::int, :after::uuid)`, { key: after[1], after: after[2] });
  return seen(
    query
      .addSelect(key, 'sort_key')
      .orderBy('sort_key')
      .addOrderBy('advisor.id')
      .limit(limit + 1),
  );
}

/** One more than a page of the topics that listed advisors name, most named first. */
export async function topics(tx: Tx, { cursor, limit }: PageQuery): Promise<TopicResponse[]> {
  const after = cursorPosition(cursor, [/^\d{1,9}$/, /^[^\0]{1,120}$/]);
  return rowsOf<TopicResponse>(
    tx,
    `select topic, advisors from (
       select lower(t.topic) as folded, mode() within group (order by t.topic) as topic, count(*)::int as advisors
         from app.advisor a join app.person p on p.licensee_id = a.licensee_id and p.id = a.person_id
         cross join unnest(a.topics) t(topic)
        where a.licensee_id = $1 and a.status = 'active' and p.status = 'active'
        group by 1) found
      where $2::int is null or advisors < $2 or (advisors = $2 and folded > lower($3))
      order by advisors desc, folded limit $4`,
    [tx.ctx.licenseeId, after?.[0] ?? null, after?.[1] ?? '', limit + 1],
  );
}

/** One more than a page of all advisors, newest first. */
export function allAdvisors(
  tx: Tx,
  {
    cursor,
    limit,
    status,
    q,
    externalId,
  }: PageQuery & { readonly status?: string; readonly q?: string; readonly externalId?: string },
): ReturnType<typeof seen> {
  const after = cursorPosition(cursor, [UUID_PATTERN]);
  const query = people(tx);
  if (status !== undefined) query.andWhere('advisor.status = :status', { status });
  if (externalId !== undefined) query.andWhere('advisor.external_id = :externalId', { externalId });
  if (q !== undefined)
    query.andWhere('(advisor.display_name ilike :q or advisor.headline ilike :q or person.email ilike :q)', {
      q: containing(q),
    });
  if (after) query.andWhere('advisor.id < :after', { after: after[0] });
  return seen(query.orderBy('advisor.id', 'DESC').limit(limit + 1));
}

/** Advisors who count against the licensee's limit: those who are not suspended. */
export async function countAdvisors(tx: Tx, except: string | null = null): Promise<bigint> {
  const [row] = await rowsOf<{ advisors: bigint }>(
    tx,
    `select count(*) as advisors from app.advisor where licensee_id = $1 and status <> 'suspended' and id is distinct from $2`,
    [tx.ctx.licenseeId, except],
  );
  return row!.advisors;
}
