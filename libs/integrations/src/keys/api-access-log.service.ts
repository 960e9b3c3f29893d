import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Every,
  type Page,
  UUID_PATTERN,
  addSeconds,
  cursorPosition,
  newId,
  page,
  publicId,
  rowsOf,
  systemContext,
} from '@app/kernel';
import type { ApiAccessQuery, ApiAccessView } from './api-keys.dto.js';

const KEPT_SECONDS = 30 * 24 * 3600;
const OUTCOMES = { ok: [100, 399], refused: [400, 499], failed: [500, 599] } as const;

/** A request with a key, as it was answered. */
export interface Access {
  readonly licenseeId: string;
  readonly keyId: string;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly requestId: string;
  readonly durationMs: number;
  readonly ip: string | null;
}

interface Row {
  id: string;
  at: Date;
  key_id: string;
  key_name: string;
  method: string;
  route: string;
  status: number;
  request_id: string;
  duration_ms: number;
  ip: string | null;
}

/** What was asked with which key (features.md N18): the route and not the address, so that no id and no name of a person gets into it. */
@Injectable()
export class ApiAccessLog {
  constructor(private readonly db: Db) {}

  /** Also keeps the minute in which the key was last used. */
  async record(access: Access): Promise<void> {
    await this.db.transaction(systemContext(access.licenseeId, 'api_access', access.requestId), async (tx) => {
      await rowsOf(
        tx,
        `insert into app.api_access (licensee_id, id, key_id, at, method, route, status, request_id, duration_ms, ip)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          access.licenseeId,
          newId(),
          access.keyId,
          tx.now,
          access.method,
          access.route,
          access.status,
          access.requestId,
          access.durationMs,
          access.ip,
        ],
      );
      await rowsOf(
        tx,
        `update app.api_key set last_used_at = $3 where licensee_id = $1 and id = $2 and (last_used_at is null or last_used_at <= $4)`,
        [access.licenseeId, access.keyId, tx.now, addSeconds(tx.now, -60)],
      );
    });
  }

  /** Newest first. */
  list(ctx: Context, query: ApiAccessQuery): Promise<Page<ApiAccessView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0];
    const [least, most] = query.outcome === undefined ? [100, 599] : OUTCOMES[query.outcome];
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<Row>(
        tx,
        `select a.id, a.at, a.key_id, k.name as key_name, a.method, a.route, a.status, a.request_id, a.duration_ms, host(a.ip) as ip
           from app.api_access a join app.api_key k on k.licensee_id = a.licensee_id and k.id = a.key_id
          where a.licensee_id = $1 and ($2::uuid is null or a.key_id = $2) and ($3::text is null or a.route = $3) and a.status between $4 and $5
            and ($6::timestamptz is null or a.at >= $6) and ($7::timestamptz is null or a.at < $7) and ($8::uuid is null or a.id < $8)
            and a.at > $9
          order by a.id desc limit $10`,
        [
          ctx.licenseeId,
          query.keyId ?? null,
          query.route ?? null,
          least,
          most,
          query.from ?? null,
          query.to ?? null,
          before ?? null,
          addSeconds(tx.now, -KEPT_SECONDS),
          query.limit + 1,
        ],
      );
      return page(rows, query.limit, (row) => [row.id], view);
    });
  }

  @Every('23 4 * * *', 'integrations.forget_access')
  async forget(): Promise<void> {
    await this.db.inEachTenant('integrations.forget_access', (tx) =>
      rowsOf(tx, 'delete from app.api_access where licensee_id = $1 and at <= $2', [
        tx.ctx.licenseeId,
        addSeconds(tx.now, -KEPT_SECONDS),
      ]),
    );
  }
}

const view = (row: Row): ApiAccessView => ({
  at: row.at.toISOString(),
  keyId: publicId('apiKey', row.key_id),
  keyName: row.key_name,
  method: row.method,
  route: row.route,
  status: row.status,
  requestId: row.request_id,
  durationMs: row.duration_ms,
  ip: row.ip,
});
