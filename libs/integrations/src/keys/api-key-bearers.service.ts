import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  ApiKeyScopeMissing,
  CONFIG,
  type Config,
  type Context,
  Db,
  RateCounters,
  type RateLeft,
  RateLimited,
  type RequestWithContext,
  SCOPES,
  type Scope,
  log,
  secondsOver,
} from '@app/kernel';
import { KeyBearers, TEST_MODE_HEADER } from '@app/identity';
import { NotInTestMode } from '@app/licensees';
import { isAllowed } from './address-list.adapter.js';
import { LIVEMODE_HEADER } from '../test-mode/livemode.js';
import { hashOf, modeOf } from './api-key.js';
import { ApiKey, grants, statusOf } from './api-key.entity.js';
import { API_VERSIONS, VERSION_HEADER, isVersion } from './api-versions.js';
import {
  ApiKeyAddressRefused,
  ApiKeyExpired,
  ApiKeyForeignHost,
  ApiKeyMalformed,
  ApiKeyNotAccepted,
  ApiKeyRevoked,
  ApiKeyUnknown,
  UnknownApiVersion,
} from './api-keys.problems.js';

const REQUESTS = 600;
const PER_SECONDS = 60;

/**
 * Lets a program in by its key. Nothing of a key is remembered between requests: its row is read each time, so that a revocation holds from the moment it
 * commits, on every replica (trust.md S22).
 */
@Injectable()
export class ApiKeyBearers extends KeyBearers {
  constructor(
    private readonly db: Db,
    private readonly counters: RateCounters,
    @Inject(CONFIG) private readonly config: Pick<Config, 'RATE_LIMIT_FACTOR'>,
  ) {
    super();
  }

  override async admit(
    request: RequestWithContext,
    reply: FastifyReply,
    secret: string,
    scope: Scope | undefined,
  ): Promise<Context> {
    const { ctx, key } = await this.judge(request, reply, secret);
    if (scope === undefined) throw new ApiKeyNotAccepted();
    if (!grants(key, scope)) throw new ApiKeyScopeMissing(scope);
    answerVersion(key, request, reply);
    const scopes = SCOPES.filter((one) => grants(key, one));
    return { ...ctx, actor: { kind: 'key', keyId: key.id, personId: key.createdBy, scopes } };
  }

  override async placeOf(request: RequestWithContext, reply: FastifyReply, secret: string): Promise<Context> {
    const { ctx, key } = await this.judge(request, reply, secret);
    answerVersion(key, request, reply);
    return ctx;
  }

  /** Whether the key may ask at all. From the moment that it is found its requests are counted and logged, refused ones too. */
  private async judge(
    request: RequestWithContext,
    reply: FastifyReply,
    secret: string,
  ): Promise<{ ctx: Context; key: ApiKey }> {
    const { ctx, keyId, isLive } = await this.find(request.ctx!, secret);
    void reply.header(LIVEMODE_HEADER, String(isLive));
    request.apiKey = { licenseeId: ctx.licenseeId, keyId };
    // Before it is judged: a key that was leaked and revoked is no way to ask without an end.
    await this.count(keyId, reply);
    const key = await this.standing(ctx, keyId);
    if (isLive && request.headers[TEST_MODE_HEADER] === 'true')
      throw new NotInTestMode('The key decides: test mode has keys that begin with sk_test_.');
    if (!isAllowed(ctx.ip, key.addresses)) throw new ApiKeyAddressRefused(ctx.ip);
    return { ctx, key };
  }

  /** @throws ApiKeyMalformed, ApiKeyUnknown, ApiKeyForeignHost */
  private async find(host: Context, secret: string): Promise<{ ctx: Context; keyId: string; isLive: boolean }> {
    if (modeOf(secret) === undefined) throw new ApiKeyMalformed();
    const [found] = await this.db.resolve<{ licensee_id: string; id: string; test_of: string | null }>(
      'select * from app.api_key_by_hash($1)',
      [hashOf(secret)],
    );
    if (!found) throw new ApiKeyUnknown();
    // A key of test mode is a key of the twin, and works where its licensee is at home.
    if ((found.test_of ?? found.licensee_id) !== host.licenseeId) throw new ApiKeyForeignHost();
    return { ctx: { ...host, licenseeId: found.licensee_id }, keyId: found.id, isLive: found.test_of === null };
  }

  /** @throws ApiKeyRevoked, ApiKeyExpired */
  private standing(ctx: Context, id: string): Promise<ApiKey> {
    return this.db.read(ctx, async (tx) => {
      const key = await tx.findOneByOrFail(ApiKey, { licenseeId: ctx.licenseeId, id });
      const status = statusOf(key, tx.now);
      if (status === 'revoked') throw new ApiKeyRevoked();
      if (status === 'expired') throw new ApiKeyExpired(key.expiresAt!);
      return key;
    });
  }

  /**
   * Tells what is left (draft-ietf-httpapi-ratelimit-headers). When the counter of all replicas cannot answer, this process counts by itself for that time: this
   * guards no money, so the request goes on, but not without an end (trust.md S13).
   */
  private async count(id: string, reply: FastifyReply): Promise<void> {
    const points = REQUESTS * this.config.RATE_LIMIT_FACTOR;
    const tell = ({ remaining, resetSeconds }: RateLeft): unknown =>
      reply
        .header('ratelimit-policy', `"key";q=${points};w=${PER_SECONDS}`)
        .header('ratelimit', `"key";r=${remaining};t=${resetSeconds}`);
    const counted = this.counters.consume('key', points, PER_SECONDS, id).catch((error: unknown) => {
      if (secondsOver(error) !== undefined) throw error;
      log.warn({ err: error }, 'requests with a key are counted by this process alone');
      return this.counters.consumeHere('key', points, PER_SECONDS, id);
    });
    try {
      tell(await counted);
    } catch (error) {
      const seconds = secondsOver(error);
      if (seconds === undefined) throw error;
      tell({ remaining: 0, resetSeconds: seconds });
      throw new RateLimited(seconds);
    }
  }
}

/** @throws UnknownApiVersion */
function answerVersion(key: ApiKey, { headers }: RequestWithContext, reply: FastifyReply): void {
  const asked = headers[VERSION_HEADER] ?? key.version;
  if (typeof asked !== 'string' || !isVersion(asked)) throw new UnknownApiVersion(API_VERSIONS);
  void reply.header(VERSION_HEADER, asked);
}
