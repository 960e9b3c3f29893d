import type { Timeline, Wait } from './timeline.ts';
import type { World } from './world.ts';
import type { Call, SignedReceipt } from './wire.ts';

const MAX_GAP_SECONDS = 2;

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

/** The pauses of the call against what the demo did to it, and against the live meter. */
export function comparePauses(world: World, { pauses }: Call, timeline: Timeline): void {
  const { screen } = world;
  pauses.forEach((pause, index) => {
    const seconds = ((Date.parse(pause.to) - Date.parse(pause.from)) / 1000).toFixed(1);
    screen.note(`pause ${index + 1}: ${clock(pause.from)} to ${clock(pause.to)}, ${seconds} s, ${pause.cause}`);
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
}

const clock = (iso: string): string => iso.slice(11, 23);
const time = (ms: number): string => clock(new Date(ms).toISOString());
