import { sleep } from '../processes.ts';
import { lengthOf, together } from './attendance.ts';
import type { Order } from './participant.ts';
import { Talker } from './talker.ts';
import { Timeline } from './timeline.ts';
import type { Heard } from './tone.ts';
import { expectSoon, type Watcher, type World } from './world.ts';
import type { Call, Meter } from './wire.ts';

const CALLER_HERTZ = 440;
const ADVISOR_HERTZ = 880;
const TALK_SECONDS = 25;
/** LiveKit notices a silent participant after 20.0 to 20.5 s (measured); the process wakes up well after that. */
const FREEZE_SECONDS = 26;
const BETWEEN_SECONDS = 5;
const DEAD_SECONDS = 8;
const LAST_SECONDS = 15;

/** Frees the participants' processes whatever happens in between. */
export async function conversation(
  world: World,
  callId: string,
  caller: Watcher,
  advisor: Watcher,
): Promise<{ coPresenceMs: number; stays: { from: number; to: number }[]; timeline: Timeline }> {
  const { screen, api, stack, reaper } = world;
  const isReal = stack.media.kind === 'livekit';
  screen.step(isReal ? 'The call: real audio through LiveKit' : 'The call: simulated media');
  if (!isReal) screen.note(`${stack.media.origin}.`);
  const order = (person: Watcher, playHertz: number, hearHertz: number): Order => ({
    media: stack.media.kind,
    host: api.host,
    port: api.port,
    token: person.token,
    callId,
    playHertz,
    hearHertz,
  });
  const say = (line: string) => screen.event(line);
  const callerSide = new Talker('caller', order(caller, CALLER_HERTZ, ADVISOR_HERTZ), reaper, say);
  const advisorSide = new Talker('advisor', order(advisor, ADVISOR_HERTZ, CALLER_HERTZ), reaper, say);
  const timeline = new Timeline(screen, caller, advisor);
  const bothIn = () => callerSide.attendance.isIn && advisorSide.attendance.isIn;
  try {
    advisorSide.start();
    await expectSoon('the advisor in the room', 20, () => advisorSide.attendance.isIn);
    callerSide.start();
    await expectSoon('the caller in the room', 20, bothIn);
    await sleep(TALK_SECONDS * 1000);

    const heardBefore = { ...callerSide.heard[0]! };
    callerSide.freeze();
    screen.event(`the caller's process ${callerSide.pid} is frozen (SIGSTOP) for ${FREEZE_SECONDS} s`);
    await sleep(FREEZE_SECONDS * 1000);
    callerSide.thaw();
    screen.event("the caller's process goes on (SIGCONT)");
    await expectSoon('the caller back in the room', 30, bothIn);
    await sleep(BETWEEN_SECONDS * 1000);

    screen.event(`the advisor's process ${advisorSide.pid} is killed (SIGKILL)`);
    advisorSide.kill();
    await sleep(DEAD_SECONDS * 1000);
    advisorSide.start();
    screen.event(`a new process ${advisorSide.pid} for the advisor`);
    await expectSoon('the advisor back in the room', 25, bothIn);
    await sleep(LAST_SECONDS * 1000);

    timeline.show();
    screen.event('the caller hangs up (POST /v1/calls/{id}/end)');
    await api.post<Call>(`/v1/calls/${callId}/end`, { token: caller.token });
    const left = await Promise.all([callerSide.gone(10_000), advisorSide.gone(10_000)]);
    screen.check(left.every(Boolean), 'both clients heard that the call ends, and left');

    if (isReal) listenBack(world, callerSide, advisorSide, heardBefore);
    const meters = [callerSide, advisorSide].map(({ data }) =>
      data.filter(({ topic }) => topic === 'call.meter').map((one) => one.data as Meter),
    );
    screen.check(
      meters[0]!.some(({ priceMinor }) => priceMinor !== null) &&
        meters[1]!.some(({ earningMinor }) => earningMinor !== null),
      `meter inside the room (LiveKit data messages): ${meters[0]!.length} to the caller, ${meters[1]!.length} to the advisor`,
    );
    const stays = together(callerSide.attendance, advisorSide.attendance, Date.now());
    return { coPresenceMs: lengthOf(stays), stays, timeline };
  } finally {
    callerSide.end();
    advisorSide.end();
    timeline.stop();
  }
}

/** Real audio is proved by what was heard: each process got the other side's tone, and nothing else. */
function listenBack({ screen }: World, caller: Talker, advisor: Talker, before: Heard): void {
  const [first] = caller.heard;
  const [older, newer] = advisor.heard;
  if (!first || !older || !newer) return;
  const after = {
    frames: first.frames - before.frames,
    toneSeconds: first.toneSeconds - before.toneSeconds,
    otherSeconds: first.otherSeconds - before.otherSeconds,
    loudness: first.loudness,
  };
  const check = (who: string, heard: Heard, hertz: number, atLeast: number) => {
    const tone = `${heard.frames} frames, ${heard.toneSeconds.toFixed(1)} s of ${hertz} Hz at ${Math.round(heard.loudness * 100)} % of full scale, ${heard.otherSeconds.toFixed(1)} s of anything else`;
    screen.check(heard.toneSeconds >= atLeast && heard.otherSeconds < heard.toneSeconds / 10, `${who} heard ${tone}`);
  };
  check('the caller, before the loss,', before, ADVISOR_HERTZ, TALK_SECONDS - 5);
  check('the caller, after coming back,', after, ADVISOR_HERTZ, LAST_SECONDS - 3);
  check("the advisor's first process", older, CALLER_HERTZ, TALK_SECONDS - 5);
  check("the advisor's second process", newer, CALLER_HERTZ, LAST_SECONDS - 3);
}
