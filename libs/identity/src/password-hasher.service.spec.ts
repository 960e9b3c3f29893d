import { getRounds, hash } from 'bcrypt';
import { InvalidRequest, RateLimited } from '@app/kernel';
import { PasswordHasher } from './password-hasher.service.js';

const GOOD = 'a long sentence of mine';
const EMAIL = 'ada@example.com';

describe('PasswordHasher', () => {
  const hasher = new PasswordHasher({ BCRYPT_COST: 5 });

  it('verifies what it hashed, and nothing else', async () => {
    const stored = await hasher.hashNew(GOOD, EMAIL);
    await expect(hasher.verify(GOOD, stored)).resolves.toBe(true);
    await expect(hasher.verify(`${GOOD}.`, stored)).resolves.toBe(false);
    await expect(hasher.verify(GOOD, undefined)).resolves.toBe(false);
  });

  it.each([
    ['nine characters', 'abcdefgh9', 'must have at least 10 characters'],
    ['a well-known one', 'Password123', 'is too easy to guess'],
    ['the e-mail itself', 'Ada@example.com', 'is too easy to guess'],
    ['73 bytes', 'x'.repeat(73), 'must have at most 72 bytes'],
    ['37 characters of 2 bytes', 'ä'.repeat(37), 'must have at most 72 bytes'],
  ])('refuses a new password of %s and points at it', async (_, password, detail) => {
    const refused = await hasher.hashNew(password, EMAIL, '/newPassword').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InvalidRequest);
    expect((refused as InvalidRequest).extensions).toEqual({ errors: [{ pointer: '/newPassword', detail }] });
  });

  it('takes 72 bytes, and refuses more at sign-in too instead of cutting', async () => {
    const longest = 'ä'.repeat(36);
    const stored = await hasher.hashNew(longest, EMAIL);
    await expect(hasher.verify(longest, stored)).resolves.toBe(true);
    await expect(hasher.verify(`${longest}x`, stored)).rejects.toBeInstanceOf(InvalidRequest);
    await expect(hasher.verify(`${longest}x`, undefined)).rejects.toBeInstanceOf(InvalidRequest);
  });

  it('renews hashes upward only', async () => {
    expect(hasher.isOutdated(await hash(GOOD, 4))).toBe(true);
    expect(hasher.isOutdated(await hash(GOOD, 5))).toBe(false);
    expect(hasher.isOutdated(await hash(GOOD, 6))).toBe(false);
    expect(getRounds(await hasher.hash(GOOD))).toBe(5);
  });

  it('costs about the same for nobody, a wrong password, and a wrong password on an older hash', async () => {
    const slow = new PasswordHasher({ BCRYPT_COST: 9 });
    slow.onModuleInit();
    const current = await slow.hash(GOOD);
    const older = await hash(GOOD, 6);
    await slow.verify(GOOD, undefined);
    const cpu: Record<string, number> = { nobody: 0, wrong: 0, older: 0 };
    // CPU time and the least of several rounds: other processes of the machine cannot disturb it much.
    for (const [name, stored] of [
      ['nobody', undefined],
      ['wrong', current],
      ['older', older],
    ] as const) {
      const rounds: number[] = [];
      for (let i = 0; i < 7; i++) {
        const before = process.cpuUsage();
        await slow.verify('another long sentence', stored);
        const used = process.cpuUsage(before);
        rounds.push(used.user + used.system);
      }
      cpu[name] = Math.min(...rounds);
    }
    const values = Object.values(cpu);
    expect(Math.max(...values) / Math.min(...values)).toBeLessThan(1.6);
  });

  it('refuses with Retry-After when too many wait', async () => {
    const busy = new PasswordHasher({ BCRYPT_COST: 8 });
    const results = await Promise.allSettled(Array.from({ length: 120 }, () => busy.hash(GOOD)));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(17);
    for (const { reason } of refused) {
      expect(reason).toBeInstanceOf(RateLimited);
      expect((reason as RateLimited).headers).toEqual({ 'retry-after': '2' });
    }
  });
});
