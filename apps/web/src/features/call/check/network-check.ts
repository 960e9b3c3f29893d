export type NetworkResult = 'pass' | 'warn' | 'fail';

const ASKS = 6;
const PATIENCE_MS = 1_200;
const PASS_MS = 300;
const PASS_SPREAD_MS = 150;
const WARN_MS = 800;

async function ask(): Promise<number | undefined> {
  const began = performance.now();
  try {
    const response = await fetch('/v1/receipt-key', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
    return response.ok ? performance.now() - began : undefined;
  } catch {
    return undefined;
  }
}

/** What the times of some requests say. The first one also opens the connection, so it does not count. */
export function judge(times: readonly (number | undefined)[]): NetworkResult {
  const counted = times.slice(1);
  const answers = counted.filter((time) => time !== undefined).sort((a, b) => a - b);
  const median = answers[Math.floor(answers.length / 2)];
  if (median === undefined || answers.length < counted.length - 1 || median > WARN_MS) return 'fail';
  const spread = answers.at(-1)! - answers[0]!;
  return answers.length === counted.length && median <= PASS_MS && spread <= PASS_SPREAD_MS ? 'pass' : 'warn';
}

/** Times a few requests, for less than 8 s, and looks whether this browser can make calls at all. */
export async function checkNetwork(): Promise<NetworkResult> {
  if (!('RTCPeerConnection' in window)) return 'fail';
  const times: (number | undefined)[] = [];
  for (let i = 0; i < ASKS; i += 1) times.push(await ask());
  return judge(times);
}
