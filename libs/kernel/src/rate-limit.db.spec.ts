import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, HttpCode, Injectable, Module, Post } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { type TestDatabase, race, testConfig, testDatabase } from '@app/testing';
import { RateLimits } from './access.js';
import type { Context, RequestWithContext } from './context.js';
import { SERVER_OPTIONS, setupHttp } from './http.js';
import { KernelModule } from './kernel.module.js';
import { RateLimitGuard } from './rate-limit.js';

@Controller()
class SpecController {
  @Get('ten')
  @RateLimits({ name: 'ten', points: 10, perSeconds: 60, by: 'ip' })
  ten(): string {
    return 'ok';
  }

  @Get('brief')
  @RateLimits({ name: 'brief', points: 2, perSeconds: 1, by: 'ip' })
  brief(): string {
    return 'ok';
  }

  @Post('mine')
  @HttpCode(200)
  @RateLimits(
    { name: 'mine', points: 3, perSeconds: 60, by: 'person' },
    { name: 'mine', points: 2, perSeconds: 60, by: 'body.email' },
  )
  mine(@Body() _body: object): string {
    return 'ok';
  }
}

/** Stands for the guards before: who asks is said by headers. */
@Injectable()
class SpecIdentity implements CanActivate {
  canActivate(execution: ExecutionContext): boolean {
    const request = execution.switchToHttp().getRequest<RequestWithContext>();
    const [tenant, person] = [String(request.headers['x-tenant']), request.headers['x-person']];
    request.ctx = {
      licenseeId: tenant,
      actor:
        person === undefined
          ? { kind: 'anonymous' }
          : { kind: 'person', personId: String(person), sessionId: 's', role: 'end_user' },
    } as Context;
    return true;
  }
}

describe('rate limits over two replicas on one database', () => {
  let database: TestDatabase;
  const replicas: { app: NestFastifyApplication; url: string }[] = [];

  const start = async (factor: string) => {
    @Module({
      imports: [KernelModule.forRoot(testConfig(database.urls, { RATE_LIMIT_FACTOR: factor }))],
      controllers: [SpecController],
      providers: [
        { provide: APP_GUARD, useClass: SpecIdentity },
        { provide: APP_GUARD, useClass: RateLimitGuard },
      ],
    })
    class SpecModule {}
    const module = await Test.createTestingModule({ imports: [SpecModule] }).compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(SERVER_OPTIONS), {
      logger: false,
    });
    await setupHttp(app);
    await app.listen(0, '127.0.0.1');
    return { app, url: await app.getUrl() };
  };

  beforeAll(async () => {
    database = await testDatabase();
    replicas.push(await start('1'), await start('1'));
  });
  afterAll(async () => {
    await Promise.all(replicas.map(({ app }) => app.close()));
    await database.close();
  });

  const get = (path: string, tenant: string, replica = 0) =>
    fetch(`${replicas[replica]!.url}${path}`, { headers: { 'x-tenant': tenant } });
  const post = (email: unknown, headers: Record<string, string>) =>
    fetch(`${replicas[0]!.url}/mine`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-tenant': 'people', ...headers },
      body: JSON.stringify({ email }),
    }).then(({ status }) => status);

  it('let through exactly as many as they say, of 400 that come at once', async () => {
    const answers = await race(400, (i) => get('/ten', 'flood', i % 2));
    const settled = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : undefined));
    expect(settled.filter((answer) => answer?.status === 200)).toHaveLength(10);
    const refused = settled.filter((answer) => answer?.status === 429);
    expect(refused).toHaveLength(390);
    for (const answer of refused) {
      const seconds = Number(answer!.headers.get('retry-after'));
      expect(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60).toBe(true);
    }
    expect(refused[0]!.headers.get('content-type')).toContain('application/problem+json');
    expect(await refused[0]!.json()).toMatchObject({
      code: 'rate-limited',
      status: 429,
      retryAfterSeconds: expect.any(Number),
      detail: expect.stringMatching(/^At most 10 of these requests are taken in 60 s\. Try again in \d+ s\.$/),
    });
  });

  it('count each tenant for itself', async () => {
    expect((await get('/ten', 'flood', 1)).status).toBe(429);
    expect((await get('/ten', 'quiet', 1)).status).toBe(200);
  });

  it('open again when Retry-After is over', async () => {
    const burst = await Promise.all(Array.from({ length: 12 }, (_, i) => get('/brief', 'brief', i % 2)));
    const refused = burst.find(({ status }) => status === 429);
    expect(refused?.headers.get('retry-after')).toBe('1');
    await new Promise((done) => setTimeout(done, 1_050));
    expect((await get('/brief', 'brief', 1)).status).toBe(200);
  });

  it('count a person and a field of the body, whichever is reached first', async () => {
    const ann = { 'x-person': 'ann' };
    expect([await post('a@x.example', ann), await post(' A@X.example ', ann), await post('a@x.example', ann)]).toEqual([
      200, 200, 429,
    ]);
    expect(await post('b@x.example', ann)).toBe(429); // the fourth of the person, the first of the address
    expect(await post('b@x.example', { 'x-person': 'bob' })).toBe(200);
    // nobody signed in and no such field: nothing to count by
    expect([await post(5, {}), await post(5, {}), await post(5, {}), await post(5, {})]).toEqual([200, 200, 200, 200]);
  });

  it('keep no address in clear', async () => {
    const keys = await database.query<{ key: string }>('select key from app.rate_limit');
    expect(keys.some(({ key }) => key.startsWith('mine:body.email:'))).toBe(true);
    expect(keys.filter(({ key }) => key.includes('example'))).toEqual([]);
  });

  it('are as many times wider as RATE_LIMIT_FACTOR says', async () => {
    const wide = await start('3');
    const answers = await race(40, () =>
      fetch(`${wide.url}/ten`, { headers: { 'x-tenant': 'wide' } }).then(({ status }) => status),
    );
    await wide.app.close();
    expect(answers.filter((answer) => answer.status === 'fulfilled' && answer.value === 200)).toHaveLength(30);
  });

  it('close their routes while nobody can count', async () => {
    await database.query('alter table app.rate_limit rename to rate_limit_gone');
    const closed = await get('/ten', 'closed');
    await database.query('alter table app.rate_limit_gone rename to rate_limit');
    expect(closed.status).toBe(503);
    expect((await get('/ten', 'closed')).status).toBe(200);
  });
});
