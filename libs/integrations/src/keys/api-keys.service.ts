import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import {
  type Context,
  Db,
  InvalidRequest,
  Outbox,
  type Page,
  type Tx,
  UUID_PATTERN,
  addSeconds,
  cursorPosition,
  lockOne,
  newId,
  page,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
} from '@app/kernel';
import { TestTwins } from '@app/licensees';
import { TestPeople } from '../test-mode/test-people.service.js';
import { networkOf } from './address-list.adapter.js';
import { hashOf, hintOf, newKey } from './api-key.js';
import { ApiKey, statusOf } from './api-key.entity.js';
import { NEWEST_VERSION } from './api-versions.js';
import {
  type ApiKeysQuery,
  type ApiKeyView,
  type CreateApiKey,
  type NewApiKeyView,
  type RollApiKey,
  apiKeyView,
} from './api-keys.dto.js';
import { ApiKeyCreated, ApiKeyRevoked } from './api-keys.events.js';
import { ApiKeyNotLive, TooManyLiveKeys } from './api-keys.problems.js';

const PER_NAME = 2;
const PER_LICENSEE = 100;
const DEFAULT_OVERLAP_HOURS = 24;

type Wish = Pick<ApiKey, 'name' | 'mode' | 'scopes' | 'addresses' | 'version' | 'expiresAt'>;

/** Keys of a licensee's programs (features.md N4). */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly db: Db,
    private readonly outbox: Outbox,
    private readonly twins: TestTwins,
    private readonly people: TestPeople,
  ) {}

  /** Makes a key of the mode that was asked in; whoever makes one of test mode finds people there. The answer is the only one that ever holds it. @throws TooManyLiveKeys, InvalidRequest */
  async create(ctx: Context, input: CreateApiKey): Promise<NewApiKeyView> {
    const addresses = networksOf(input.addresses ?? []);
    const mode = (await this.twins.isTwin(ctx)) ? 'test' : 'live';
    if (mode === 'test') await this.people.welcome(ctx);
    return this.db.transaction(ctx, async (tx) => {
      const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt);
      if (expiresAt !== null && expiresAt <= tx.now)
        throw new InvalidRequest([{ pointer: '/expiresAt', detail: 'is over already' }]);
      const { name, scopes } = input;
      return this.add(tx, { name, mode, scopes, addresses, version: NEWEST_VERSION, expiresAt });
    });
  }

  /** Newest first. */
  list(ctx: Context, { status, cursor, limit }: ApiKeysQuery): Promise<Page<ApiKeyView>> {
    const before = cursorPosition(cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) => {
      const select = tx
        .createQueryBuilder(ApiKey, 'k')
        .where('k.licenseeId = :licenseeId', { licenseeId: ctx.licenseeId })
        .orderBy('k.id', 'DESC')
        .take(limit + 1);
      if (before !== undefined) select.andWhere('k.id < :before', { before });
      if (status === 'revoked') select.andWhere('k.revokedAt is not null');
      if (status === 'expired') select.andWhere('k.revokedAt is null and k.expiresAt <= :now', { now: tx.now });
      if (status === 'live')
        select.andWhere('k.revokedAt is null and (k.expiresAt is null or k.expiresAt > :now)', { now: tx.now });
      return page(
        await select.getMany(),
        limit,
        (key) => [key.id],
        (key) => apiKeyView(key, tx.now),
      );
    });
  }

  /** Ends a key at once: every request reads its row. Repeating it changes nothing. @throws NotFound */
  revoke(ctx: Context, id: string): Promise<ApiKeyView> {
    return this.db.transaction(ctx, async (tx) => {
      const key = await lockOne(tx, ApiKey, id);
      if (key.revokedAt === null) {
        await this.change(tx, key, { revokedAt: tx.now });
        await this.recordEnd(tx, key, tx.now);
      }
      return apiKeyView(key, tx.now);
    });
  }

  /**
   * Makes the key that replaces another: the same name, scopes, networks and version. The old one works on for some hours.
   * @throws NotFound, ApiKeyNotLive, TooManyLiveKeys
   */
  roll(ctx: Context, id: string, { overlapHours = DEFAULT_OVERLAP_HOURS }: RollApiKey): Promise<NewApiKeyView> {
    return this.db.transaction(ctx, async (tx) => {
      await lockKeys(tx);
      const key = await lockOne(tx, ApiKey, id);
      const status = statusOf(key, tx.now);
      if (status !== 'live') throw new ApiKeyNotLive(status);
      // One that had an end gets the same time again.
      const life = key.expiresAt === null ? null : key.expiresAt.getTime() - key.createdAt.getTime();
      const end = addSeconds(tx.now, overlapHours * 3600);
      if (overlapHours === 0) await this.change(tx, key, { revokedAt: tx.now });
      else if (key.expiresAt === null || key.expiresAt > end) await this.change(tx, key, { expiresAt: end });
      const fresh = await this.add(tx, { ...key, expiresAt: life === null ? null : new Date(tx.now.getTime() + life) });
      await this.recordEnd(tx, key, overlapHours === 0 ? tx.now : key.expiresAt!, fresh.id);
      return fresh;
    });
  }

  private async add(tx: Tx, { name, mode, scopes, addresses, version, expiresAt }: Wish): Promise<NewApiKeyView> {
    await lockKeys(tx);
    const working = await tx.find(ApiKey, {
      select: { id: true, name: true },
      where: [
        { licenseeId: tx.ctx.licenseeId, mode, revokedAt: IsNull(), expiresAt: IsNull() },
        { licenseeId: tx.ctx.licenseeId, mode, revokedAt: IsNull(), expiresAt: MoreThan(tx.now) },
      ],
    });
    if (working.filter((key) => key.name === name).length >= PER_NAME) throw new TooManyLiveKeys(PER_NAME, name);
    if (working.length >= PER_LICENSEE) throw new TooManyLiveKeys(PER_LICENSEE);
    const secret = newKey(mode);
    const { personId } = personOf(tx.ctx);
    const key: ApiKey = {
      licenseeId: tx.ctx.licenseeId,
      id: newId(),
      name,
      mode,
      hint: hintOf(secret),
      hash: hashOf(secret),
      scopes,
      addresses,
      version,
      createdBy: personId,
      createdAt: tx.now,
      expiresAt,
      lastUsedAt: null,
      revokedAt: null,
    };
    await tx.insert(ApiKey, key);
    const facts = { name, hint: key.hint, scopes, expiresAt: expiresAt?.toISOString() ?? null };
    await recordAudit(tx, {
      action: 'api_key.created',
      subject: { kind: 'api_key', id: publicId('apiKey', key.id) },
      after: { ...facts, addresses },
    });
    await this.outbox.add(tx, ApiKeyCreated, { apiKeyId: key.id, personId, ...facts });
    return { ...apiKeyView(key, tx.now), key: secret };
  }

  private async change(tx: Tx, key: ApiKey, to: Partial<Pick<ApiKey, 'revokedAt' | 'expiresAt'>>): Promise<void> {
    Object.assign(key, to);
    await tx.update(ApiKey, { licenseeId: key.licenseeId, id: key.id }, to);
  }

  private async recordEnd(tx: Tx, key: ApiKey, at: Date, replacedBy?: string): Promise<void> {
    const { name, hint } = key;
    const effectiveAt = at.toISOString();
    await recordAudit(tx, {
      action: replacedBy === undefined ? 'api_key.revoked' : 'api_key.rolled',
      subject: { kind: 'api_key', id: publicId('apiKey', key.id) },
      after: { name, hint, effectiveAt, ...(replacedBy === undefined ? {} : { replacedBy }) },
    });
    await this.outbox.add(tx, ApiKeyRevoked, {
      apiKeyId: key.id,
      personId: personOf(tx.ctx).personId,
      name,
      hint,
      effectiveAt,
    });
  }
}

/** Of several who make keys at once, each counts those before. */
const lockKeys = (tx: Tx): Promise<object[]> =>
  rowsOf(tx, `select pg_advisory_xact_lock(hashtextextended('api keys:' || $1, 0))`, [tx.ctx.licenseeId]);

/** @throws InvalidRequest naming the first that is none */
function networksOf(texts: readonly string[]): string[] {
  const networks = texts.map((text, index) => {
    const network = networkOf(text);
    if (network === undefined)
      throw new InvalidRequest([
        { pointer: `/addresses/${index}`, detail: 'must be an address or a network such as 192.0.2.0/24' },
      ]);
    return network;
  });
  return [...new Set(networks)];
}
