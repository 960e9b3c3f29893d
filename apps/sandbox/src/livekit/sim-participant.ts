import { request } from 'node:http';
import type { ServerLine } from './rooms.js';

/** A simulated client in a room. */
export interface SimulatedParticipant {
  readonly sid: string;
  readonly identity: string;
  /** Leaves in good order; resolves when the server has closed the line. */
  leave(): Promise<void>;
  /** Dies without a word, as a killed process does. */
  kill(): void;
  /** Stops the heartbeats, as a frozen process or a dead network does; `thaw` starts them again. */
  freeze(): void;
  thaw(): void;
  /** Called for each data message of the server. */
  onData(callback: (message: { topic: string; payload: Buffer }) => void): void;
  /** Called once with the reason of the server, or `CONNECTION_LOST` when the line broke. */
  onClosed(callback: (reason: string) => void): void;
}

/** The server did not let the client in. */
export class JoinRefused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const HEARTBEAT_MS = 500;

/**
 * Joins a room of the LiveKit simulator with a real access token.
 * @param url address of the simulator, http or ws
 * @throws JoinRefused 401 for a bad or expired token, 404 when the room does not exist
 */
export async function joinSimulated(
  url: string,
  token: string,
  options: { heartbeatMs?: number } = {},
): Promise<SimulatedParticipant> {
  const target = new URL('/sim/join', url.replace(/^ws/, 'http'));
  const outgoing = request(target, {
    method: 'POST',
    agent: false,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
  });
  const dataCallbacks: ((message: { topic: string; payload: Buffer }) => void)[] = [];
  const closedCallbacks: ((reason: string) => void)[] = [];
  let closedBecause: string | undefined;
  let timer: NodeJS.Timeout | undefined;

  const beat = () => outgoing.write('{"type":"heartbeat"}\n');
  const thaw = () => {
    clearInterval(timer);
    if (closedBecause) return;
    beat();
    timer = setInterval(beat, options.heartbeatMs ?? HEARTBEAT_MS);
  };
  const close = (reason: string) => {
    if (closedBecause) return;
    closedBecause = reason;
    clearInterval(timer);
    outgoing.destroy();
    for (const callback of closedCallbacks) callback(reason);
  };

  const joined = await new Promise<{ sid: string; identity: string }>((resolve, reject) => {
    outgoing.on('error', (error) => {
      reject(error);
      close('CONNECTION_LOST');
    });
    outgoing.on('response', (incoming) => {
      incoming.setEncoding('utf8');
      let rest = '';
      const accepted = incoming.statusCode === 200;
      const hear = (line: ServerLine) => {
        if (line.type === 'joined') resolve({ sid: line.sid, identity: line.identity });
        else if (line.type === 'closed') close(line.reason);
        else {
          const message = { topic: line.topic, payload: Buffer.from(line.payload, 'base64') };
          for (const callback of dataCallbacks) callback(message);
        }
      };
      incoming.on('data', (chunk: string) => {
        const lines = `${rest}${chunk}`.split('\n');
        rest = accepted ? (lines.pop() ?? '') : `${rest}${chunk}`;
        if (accepted) for (const line of lines) if (line) hear(JSON.parse(line) as ServerLine);
      });
      incoming.on('error', () => close('CONNECTION_LOST'));
      incoming.on('close', () => {
        if (!accepted) reject(new JoinRefused(incoming.statusCode ?? 0, messageOf(rest)));
        close(accepted ? 'CONNECTION_LOST' : 'REFUSED');
      });
    });
    // The first heartbeat also sends the headers; without it the server would wait for a body.
    thaw();
  });

  return {
    ...joined,
    leave: () =>
      new Promise<void>((resolve) => {
        if (closedBecause) return resolve();
        closedCallbacks.push(() => resolve());
        outgoing.write('{"type":"leave"}\n');
      }),
    kill: () => close('KILLED'),
    freeze: () => clearInterval(timer),
    thaw,
    onData: (callback) => void dataCallbacks.push(callback),
    onClosed: (callback) => {
      if (closedBecause) callback(closedBecause);
      else closedCallbacks.push(callback);
    },
  };
}

function messageOf(body: string): string {
  try {
    return (JSON.parse(body) as { msg?: string }).msg ?? body;
  } catch {
    return body;
  }
}
