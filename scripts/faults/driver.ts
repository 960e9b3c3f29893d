import { sleep } from '../processes.ts';
import type { Stack } from '../stack.ts';
import type { SupervisedProcess } from '../supervisor.ts';
import type { Client } from './client.ts';
import type { Journal } from './journal.ts';
import { type Actor, firstCall, operate, replay } from './operations.ts';
import type { FaultOptions } from './options.ts';
import type { Random } from './random.ts';
import { inParallel, type World } from './world.ts';

export interface DriveResult {
  kills: Record<string, number>;
  crashes: number;
  restarts: number;
  seconds: number;
  /** When the last fault was over and enough was acknowledged: from then on, all has to finish soon. */
  overAt: number;
}

/** How long the clients may need after the last fault; goal (h) of R1. */
export const FINISH_WITHIN_SECONDS = 60;
const REPLAYED = 0.1;
const FIRST_CALLS = 16;
/** A fault does not come at the very moment of an acknowledgement, but some time after it. */
const FAULT_DELAY_MS = 300;
/** Without any acknowledgement for so long the product hangs, and so would we. */
const STALLED_SECONDS = 90;

export class Driver {
  private readonly stack: Stack;
  private readonly world: World;
  private readonly client: Client;
  private readonly journal: Journal;
  private readonly options: FaultOptions;
  private readonly random: Random;
  private acknowledged = 0;
  private faultsLeft: number;
  private progressAt = Date.now();
  private overAt: number | undefined;
  private readonly kills: Record<string, number> = {};
  private crashes = 0;
  private victims: SupervisedProcess[] = [];

  constructor(stack: Stack, world: World, client: Client, journal: Journal, options: FaultOptions, random: Random) {
    this.stack = stack;
    this.world = world;
    this.client = client;
    this.journal = journal;
    this.options = options;
    this.random = random;
    this.faultsLeft = options.kills + options.crashes;
  }

  /** Some calls with a price before the trouble starts, so that there is something to refund. */
  async firstCalls(): Promise<void> {
    const homes = this.world.wallets.slice(0, FIRST_CALLS);
    await inParallel(homes, async (home) => {
      const entry = await firstCall(this.actor(`first-${this.world.wallets.indexOf(home)}`, home));
      if (entry.state !== 'acknowledged' || !entry.priceMinor)
        throw new Error(`a call before the faults did not end well: ${JSON.stringify(entry)}`);
    });
  }

  /** The load with its faults; returns when every client has its last answer. */
  async run(): Promise<DriveResult> {
    const began = (this.progressAt = Date.now());
    const { clients, kills, crashes } = this.options;
    const loops = Array.from({ length: clients }, (_, index) => this.loop(index));
    await Promise.all([
      ...loops,
      this.inject('kill', kills, (random) => this.kill(random)),
      this.inject('crash', crashes, () => this.crash()),
    ]);
    const { api, worker } = this.stack.processes;
    return {
      kills: this.kills,
      crashes: this.crashes,
      restarts: [...api, worker].reduce((sum, one) => sum + one.restarts, 0),
      seconds: (Date.now() - began) / 1000,
      overAt: this.overAt ?? Date.now(),
    };
  }

  private async loop(index: number): Promise<void> {
    const actor = this.actor(`client-${index}`, this.world.wallets[index % this.world.wallets.length]!);
    while (!this.isOver()) {
      const entry = await operate(actor);
      if (entry.state === 'acknowledged') {
        this.acknowledged++;
        this.progressAt = Date.now();
      }
      // Always drawn, so that the plan of a client does not depend on its luck.
      if (actor.random.chance(REPLAYED)) await replay(actor);
    }
  }

  private isOver(): boolean {
    if (this.overAt === undefined) {
      const now = Date.now();
      const isDone = this.acknowledged >= this.options.ops && this.faultsLeft === 0;
      if (!isDone && now - this.progressAt < STALLED_SECONDS * 1000) return false;
      this.overAt = now;
      this.client.deadline = now + (isDone ? FINISH_WITHIN_SECONDS * 1000 : 0);
    }
    return true;
  }

  private actor(name: string, home: World['wallets'][number]): Actor {
    const { client, world, journal } = this;
    const random = this.random.fork(name);
    return { client, world, journal, random, home, name: `${this.options.seed}-${name}`, count: 0, answered: [] };
  }

  /** Spreads faults over the progress of the load, each at a random place of its share. Slow progress delays them: every fault meets traffic. */
  private async inject(name: string, count: number, strike: (random: Random) => Promise<void>): Promise<void> {
    const random = this.random.fork(name);
    for (let index = 0; index < count; index++) {
      const at = ((index + random.next()) / count) * this.options.ops;
      const delay = random.int(0, FAULT_DELAY_MS);
      while (this.acknowledged < at && this.overAt === undefined) await sleep(5);
      if (this.overAt !== undefined) return;
      await sleep(delay);
      await strike(random);
      this.faultsLeft--;
    }
  }

  private async kill(random: Random): Promise<void> {
    const { api, worker } = this.stack.processes;
    // Each comes once before one comes again: a few kills hit every kind.
    if (this.victims.length === 0) this.victims = [...api, worker];
    const [victim] = this.victims.splice(random.int(0, this.victims.length - 1), 1) as [SupervisedProcess];
    // It may just be dead: then it is killed as soon as it starts again.
    if (victim.pid === undefined) while (victim.pid === undefined && this.overAt === undefined) await sleep(20);
    else if (victim !== worker) await this.isBusy(api.indexOf(victim));
    await victim.kill9();
    this.kills[victim.name] = (this.kills[victim.name] ?? 0) + 1;
  }

  /** Somebody waits for the replica's answer, which is then lost; but no longer than until the load is over. */
  private async isBusy(replica: number): Promise<void> {
    while (!this.client.isAsking(replica) && this.overAt === undefined) await sleep(1);
  }

  private async crash(): Promise<void> {
    await this.stack.database!.kill9();
    this.crashes++;
  }
}
