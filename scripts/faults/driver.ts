import { sleep } from '../processes.ts';
import type { Stack } from '../stack.ts';
import type { SupervisedProcess } from '../supervisor.ts';
import type { Client } from './client.ts';
import { type Actor, firstCall, type Journal, operate, replay } from './operations.ts';
import type { FaultOptions } from './options.ts';
import type { Random } from './random.ts';
import { inParallel, type World } from './world.ts';

export interface DriveResult {
  kills: Record<string, number>;
  crashes: number;
  restarts: number;
  loadSeconds: number;
  /** From the last kill or crash until the last client had its answer. */
  tailSeconds: number;
}

/** How long the clients may need after the last fault; goal (h) of R1. */
export const FINISH_WITHIN_SECONDS = 60;
const REPLAYED = 0.1;
const FIRST_CALLS = 16;
/** A fault does not come at the very moment of an acknowledgement, but some time after it. */
const FAULT_DELAY_MS = 300;

export class Driver {
  private readonly stack: Stack;
  private readonly world: World;
  private readonly client: Client;
  private readonly journal: Journal;
  private readonly options: FaultOptions;
  private readonly random: Random;
  private acknowledged = 0;
  private faultsLeft: number;
  private lastFaultAt = 0;
  private readonly kills: Record<string, number> = {};
  private crashes = 0;

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
    const began = Date.now();
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
      loadSeconds: (Date.now() - began) / 1000,
      tailSeconds: this.lastFaultAt === 0 ? 0 : (Date.now() - this.lastFaultAt) / 1000,
    };
  }

  private async loop(index: number): Promise<void> {
    const actor = this.actor(`client-${index}`, this.world.wallets[index % this.world.wallets.length]!);
    while (!this.isOver()) {
      const entry = await operate(actor);
      if (entry.state === 'acknowledged') this.acknowledged++;
      // Always drawn, so that the plan of a client does not depend on its luck.
      if (actor.random.chance(REPLAYED)) await replay(actor);
    }
  }

  private isOver(): boolean {
    if (Date.now() > this.client.deadline) return true;
    return this.acknowledged >= this.options.ops && this.faultsLeft === 0;
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
      while (this.acknowledged < at && Date.now() < this.client.deadline) await sleep(5);
      await sleep(delay);
      await strike(random);
      this.lastFaultAt = Date.now();
      if (--this.faultsLeft === 0) this.client.deadline = Date.now() + FINISH_WITHIN_SECONDS * 1000;
    }
  }

  private async kill(random: Random): Promise<void> {
    const { api, worker } = this.stack.processes;
    const victim: SupervisedProcess = random.pick([...api, worker]);
    // It may just be dead: then it is killed as soon as it starts again.
    while (victim.pid === undefined && Date.now() < this.client.deadline) await sleep(20);
    await victim.kill9();
    this.kills[victim.name] = (this.kills[victim.name] ?? 0) + 1;
  }

  private async crash(): Promise<void> {
    await this.stack.database!.kill9();
    this.crashes++;
  }
}
