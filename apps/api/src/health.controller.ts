import { existsSync, readFileSync } from 'node:fs';
import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, AnyHost, CONFIG, type Config, Db, NotFound, metrics } from '@app/kernel';
import { MediaUnavailable, Rooms } from '@app/calling';
import { MoneyHealth } from '@app/licensing';
import { LATEST_MIGRATION } from '../../../migrations/list.js';

type Check = 'ok' | 'failing';
const MAX_QUEUE_AGE_SECONDS = 120;
const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

// One folder deeper when built.
const manifest = ['../../../package.json', '../../../../package.json']
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(url))!;
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };

/** For the supervisor and the load balancer: no tenant, no sign-in, no detail. */
@ApiExcludeController()
@Controller()
@AnyHost()
@Allow('public')
export class HealthController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly rooms: Rooms,
    private readonly money: MoneyHealth,
  ) {}

  @Get('livez')
  livez(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Whether this process can serve now; each part alone. */
  @Get('readyz')
  async readyz(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ status: Check; checks: Record<string, Check>; mediaKind: string }> {
    const [database, migrations, queue, media] = await Promise.all([
      check(() => this.db.now()),
      check(async () => {
        const [row] = await this.db.resolve('select 1 from public.schema_migration where name = $1', [
          LATEST_MIGRATION,
        ]);
        if (!row) throw new Error('the newest migration has not run');
      }),
      check(async () => {
        const [row] = await this.db.resolve<{ age: number }>('select app.queue_age() as age');
        if (row!.age > MAX_QUEUE_AGE_SECONDS) throw new Error('jobs wait too long');
      }),
      check(() => this.rooms.list('readyz')),
    ]);
    const checks = { database, migrations, queue, media };
    const status = Object.values(checks).every((one) => one === 'ok') ? 'ok' : 'failing';
    void reply.status(status === 'ok' ? 200 : 503);
    return { status, checks, mediaKind: this.config.MEDIA };
  }

  @Get('version')
  version(): { version: string; node: string } {
    return { version, node: process.version };
  }

  /** Prometheus; only for a scraper on the same machine or pod. */
  @Get('metrics')
  @Header('content-type', metrics.contentType)
  async metrics(@Req() request: FastifyRequest): Promise<string> {
    if (!LOOPBACK.has(request.socket.remoteAddress ?? '')) throw new NotFound();
    // Without an answer of the database the gauges are as old as their last one: the others are needed just then.
    await check(() => this.money.measure());
    return metrics.metrics();
  }
}

const CHECK_TIMEOUT_MS = 4_000;

async function check(work: () => Promise<unknown>): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      work(),
      new Promise(
        (_, refuse) => (timer = setTimeout(() => refuse(new MediaUnavailable('no answer')), CHECK_TIMEOUT_MS)),
      ),
    ]);
    return 'ok';
  } catch {
    return 'failing';
  } finally {
    clearTimeout(timer);
  }
}
