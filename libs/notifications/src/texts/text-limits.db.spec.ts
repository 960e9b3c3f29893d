import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeTexts, type TestApp, testApp } from '@app/testing';
import { Texts } from './texts.js';

type Advisor = Awaited<ReturnType<TestApp['given']['advisor']>>;

const phone = (n: number): string => `+491510000${String(n).padStart(4, '0')}`;

/** Decision 0045: each code costs money, and whoever asks may have a number that earns from it. */
describe('codes for text numbers', () => {
  let t: TestApp;
  let advisor: Advisor;
  beforeAll(async () => {
    t = await testApp({
      env: { RATE_LIMIT_FACTOR: '1' },
      override: (builder) => builder.overrideProvider(Texts).useValue(new FakeTexts()),
    });
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    await forget('');
    advisor = await t.given.advisor();
  });

  /** Lets the time of counters pass, without waiting for it. */
  const forget = (name: string) => t.db.query('delete from app.rate_limit where key like $1', [`${name}%`]);
  const save = async (number: string, who = advisor): Promise<number> =>
    (await t.as(who).put('/v1/me/text-number', { number, channel: 'sms', consentVersion: 1 })).status;
  const again = () => t.as(advisor).post('/v1/me/text-number/code');
  const times = async (n: number, ask: (i: number) => Promise<number>): Promise<number[]> => {
    const answers: number[] = [];
    for (let i = 0; i < n; i++) answers.push(await ask(i));
    return answers;
  };
  const then = (n: number): number[] => [...Array<number>(n).fill(200), 429];

  it('are eight an hour and fifteen a day for a person, whatever the number', async () => {
    expect(await times(9, (i) => save(phone(i)))).toEqual(then(8));
    await forget('text-code:');
    expect(await times(8, (i) => save(phone(20 + i)))).toEqual(then(7));
  });

  it('are five a day for a number, whoever asks', async () => {
    const others = await Promise.all(Array.from({ length: 5 }, () => t.given.advisor()));
    expect(await times(6, (i) => save(phone(1), [advisor, ...others][i]))).toEqual(then(5));
    expect(await save(phone(2))).toBe(200);
  });

  it('are twenty an hour for an address, whoever asks and for whatever number', async () => {
    const many = await Promise.all(Array.from({ length: 4 }, () => t.given.advisor()));
    expect(await times(21, (i) => save(phone(i), many[i % 4]))).toEqual(then(20));
  });

  it('come again after a pause, and count with the others', async () => {
    expect(await save(phone(1))).toBe(200);
    await again().expect(200);
    const { body, headers } = await again().expect(429);
    expect(body).toMatchObject({ code: 'rate-limited', detail: expect.stringMatching(/^At most 1 of these requests/) });
    expect(Number.parseInt(headers['retry-after'] as string, 10)).toBeLessThanOrEqual(30);
    await forget('text-code-pause:');
    await again().expect(200);
    await forget('text-code-pause:');
    // The refused request counts as well: nobody gains by asking faster.
    expect(await times(5, (i) => save(phone(2 + i)))).toEqual(then(4));
  });

  it('are guessed thirty times an hour at the most', async () => {
    expect(await save(phone(1))).toBe(200);
    const guess = async (): Promise<number> =>
      (await t.as(advisor).post('/v1/me/text-number/proof', { code: 'wrong-code' })).status;
    const answers = await times(31, guess);
    expect(answers.slice(0, 30)).not.toContain(429);
    expect(answers.at(-1)).toBe(429);
  });
});
