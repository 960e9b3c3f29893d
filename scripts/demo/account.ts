import { plainCause, type Timeline, type Wait } from './timeline.ts';
import type { World } from './world.ts';
import type { Call, Pause, SignedReceipt } from './wire.ts';

const MAX_GAP_SECONDS = 2;
/** A loss is told after it was noticed, and the message takes its time. */
const SLACK_MS = 2_000;

/** Billed time against the demo's own account of who was in the room. */
export function compareTime(
  world: World,
  call: Call,
  intervals: SignedReceipt['receipt']['intervals'],
  stays: readonly { from: number; to: number }[],
  coPresenceMs: number,
): void {
  const { screen } = world;
  screen.step("Billed time against the demo's own account of co-presence");
  const rows = stays.map(({ from, to }, index) => {
    const billed = intervals[index];
    const difference = (mine: number, theirs: string | undefined) =>
      theirs === undefined ? '-' : `${Date.parse(theirs) - mine} ms`;
    return [
      `${index + 1}`,
      time(from),
      time(to),
      billed ? clock(billed.from) : '-',
      billed ? clock(billed.to) : '-',
      difference(from, billed?.from),
      difference(to, billed?.to),
    ];
  });
  screen.table([['', 'together from', 'to', 'billed from', 'to', 'start', 'end'], ...rows]);
  const billedSeconds = call.billedSeconds ?? 0;
  const coPresence = coPresenceMs / 1000;
  screen.check(
    intervals.length === stays.length,
    `${stays.length} times together, ${intervals.length} intervals on the receipt`,
  );
  screen.check(
    billedSeconds <= coPresence,
    `billed ${billedSeconds} s, together ${coPresence.toFixed(3)} s: never more`,
  );
  screen.check(
    coPresence - billedSeconds <= MAX_GAP_SECONDS,
    `and ${(coPresence - billedSeconds).toFixed(3)} s less, which is at most ${MAX_GAP_SECONDS} s`,
  );
}

/** The pauses of the call, with the causes in plain words. */
export function comparePauses(world: World, call: Call, timeline: Timeline): Pause[] {
  const { screen } = world;
  const pauses = call.pauses.map((pause) => ({ ...pause, cause: causeOf(pause, timeline.waits) }));
  pauses.forEach((pause, index) => {
    const seconds = ((Date.parse(pause.to) - Date.parse(pause.from)) / 1000).toFixed(1);
    screen.note(
      `pause ${index + 1}: ${clock(pause.from)} to ${clock(pause.to)}, ${seconds} s, ${pause.cause} (evidence: ${call.pauses[index]!.cause})`,
    );
  });
  const causes = pauses.map(({ cause }) => cause).join(', ');
  screen.check(
    causes === 'network_caller, network_advisor',
    `two pauses, first the frozen caller, then the killed advisor: ${causes}`,
  );
  // The message that tells of the resumption is written a moment after it, in which a whole second may become full.
  const isSame = ({ connectedSeconds: before, resumedAt: after }: Wait) => after === before || after === before + 1;
  const stood = timeline.waits.every(isSame) && timeline.strayTicks === 0;
  screen.check(
    timeline.waits.length === 2 && stood,
    'the live meter stood still in each pause and ran on from where it stood',
  );
  return pauses;
}

/** The API's own word when it is one; else who the platform said it was waiting for in that pause. */
function causeOf(pause: Pause, waits: readonly Wait[]): string {
  if (/^[a-z]+(_[a-z]+)+$/.test(pause.cause)) return pause.cause;
  const [from, to] = [Date.parse(pause.from), Date.parse(pause.to)];
  const wait = waits.find(({ at }) => at >= from && at <= to + SLACK_MS);
  return plainCause(wait?.waitingFor ?? null);
}

const clock = (iso: string): string => iso.slice(11, 23);
const time = (ms: number): string => clock(new Date(ms).toISOString());
