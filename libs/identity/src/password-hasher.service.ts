import { availableParallelism } from 'node:os';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { compare, getRounds, hash } from 'bcrypt';
import { CONFIG, type Config, InvalidRequest, RateLimited, assertNoTransaction, gauges } from '@app/kernel';
import { BoundedQueue, QueueFull } from './bounded-queue.js';
import { isCommonPassword } from './common-passwords.js';

/** bcrypt ignores everything after this many bytes, so a longer password would be weaker than it looks. */
const MAX_BYTES = 72;
export const MIN_PASSWORD_CHARACTERS = 10;
const WAITING_LIMIT = 100;
const RETRY_AFTER_SECONDS = 2;

/**
 * Concurrency of hashing. One CPU stays free for requests, and one of libuv's four threads for DNS and files, which bcrypt would starve otherwise
 * (reference/trust.md S4).
 */
const SLOTS = Math.max(1, Math.min(availableParallelism() - 1, 3));

/** Passwords to bcrypt hashes and back (features.md C1). Work that finds the queue full is refused with 429 instead of piling up. */
@Injectable()
export class PasswordHasher implements OnModuleInit {
  private readonly queue: BoundedQueue;
  /** Hash of nothing anybody knows: what an unknown e-mail is compared with, so that it costs the same. */
  private dummy?: Promise<string>;

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'BCRYPT_COST'>) {
    this.queue = new BoundedQueue(SLOTS, WAITING_LIMIT, (waiting) => gauges.hashingQueue.set(waiting));
  }

  onModuleInit(): void {
    // Made before the first request, or that one would tell by its time that the e-mail is unknown.
    this.dummy = this.newDummy();
  }

  /**
   * Hash of a new password.
   * @throws InvalidRequest when it is too short, too long for bcrypt, common, or the e-mail address itself; RateLimited when the queue is full.
   */
  async hashNew(password: string, email: string, pointer = '/password'): Promise<string> {
    this.assertFits(password, pointer);
    const detail =
      [...password].length < MIN_PASSWORD_CHARACTERS
        ? `must have at least ${MIN_PASSWORD_CHARACTERS} characters`
        : isCommonPassword(password) || password.toLowerCase() === email
          ? 'is too easy to guess'
          : undefined;
    if (detail !== undefined) throw new InvalidRequest([{ pointer, detail }]);
    return this.hash(password);
  }

  /** Hash of a password that was accepted before, at the cost in force now. @throws RateLimited */
  hash(password: string): Promise<string> {
    return this.queued(() => hash(password, this.config.BCRYPT_COST));
  }

  /**
   * Compares. Every refusal costs as much as one hash at the cost in force, whether there is no person (`stored` undefined), or one whose hash is of
   * an earlier, cheaper cost.
   * @throws InvalidRequest for more than 72 bytes; RateLimited when the queue is full.
   */
  async verify(password: string, stored: string | undefined, pointer = '/password'): Promise<boolean> {
    this.assertFits(password, pointer);
    const expected = stored ?? (await (this.dummy ??= this.newDummy()));
    return this.queued(async () => {
      const same = await compare(password, expected);
      if (same && stored !== undefined) return true;
      // 2^n = 2^m + 2^m + 2^(m+1) + ... + 2^(n-1)
      for (let cost = getRounds(expected); cost < this.config.BCRYPT_COST; cost++) await hash(password, cost);
      return false;
    });
  }

  /** True when the hash should be renewed at the next sign-in. Never downward. */
  isOutdated(stored: string): boolean {
    return getRounds(stored) < this.config.BCRYPT_COST;
  }

  private newDummy(): Promise<string> {
    const made = hash(crypto.randomUUID(), this.config.BCRYPT_COST);
    made.catch(() => (this.dummy = undefined));
    return made;
  }

  private assertFits(password: string, pointer: string): void {
    if (Buffer.byteLength(password) > MAX_BYTES)
      throw new InvalidRequest([{ pointer, detail: `must have at most ${MAX_BYTES} bytes` }]);
  }

  private async queued<T>(work: () => Promise<T>): Promise<T> {
    assertNoTransaction(); // a quarter of a second of CPU must not hold locks
    try {
      return await this.queue.run(work);
    } catch (error) {
      if (error instanceof QueueFull) throw new RateLimited(RETRY_AFTER_SECONDS);
      throw error;
    }
  }
}
