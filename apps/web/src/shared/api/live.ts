import { useEffect, useRef, useState } from 'react';
import { isFramed } from '../boot.ts';
import { authorizedFetch } from './client.ts';

export interface LiveEvent {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

export interface LiveHandlers {
  readonly onEvent: (event: LiveEvent) => void;
  readonly onConnected?: () => void;
  readonly onLost?: () => void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** The API says something at least every 15 s; a line that is silent for longer is dead. */
const SILENCE_MS = 25_000;

/** Splits a stream of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export function eventParser(onEvent: (event: LiveEvent) => void): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      let type = 'message';
      const data: string[] = [];
      for (const line of block.split('\n')) {
        if (line.startsWith('event:')) type = line.slice(6).trim();
        else if (line.startsWith('data:')) data.push(line.slice(5).trimStart());
      }
      if (data.length > 0) onEvent({ type, data: JSON.parse(data.join('\n')) as Record<string, unknown> });
    }
  };
}

async function listen(path: string, handlers: LiveHandlers, signal: AbortSignal): Promise<void> {
  const response = await authorizedFetch(
    new Request(new URL(path, location.origin), { headers: { accept: 'text/event-stream' }, signal }),
  );
  if (!response.ok || !response.body) throw new Error(`stream answered ${response.status}`);
  handlers.onConnected?.();
  const parse = eventParser(handlers.onEvent);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const silence = new Promise<never>((_, refuse) => {
      timer = setTimeout(() => refuse(new Error('silent')), SILENCE_MS);
    });
    try {
      const { done, value } = await Promise.race([reader.read(), silence]);
      if (done) return;
      parse(value);
    } catch (error) {
      void reader.cancel().catch(() => undefined);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Keeps a stream open until the signal aborts; comes back after a break with a growing pause. */
export async function follow(path: string, handlers: LiveHandlers, signal: AbortSignal): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const began = Date.now();
    await listen(path, handlers, signal).catch(() => undefined);
    if (signal.aborted) return;
    handlers.onLost?.();
    if (Date.now() - began > SILENCE_MS) pauseMs = FIRST_PAUSE_MS;
    await new Promise((done) => {
      const timer = setTimeout(done, pauseMs * (0.5 + Math.random() / 2));
      const wake = (): void => (clearTimeout(timer), done(undefined));
      signal.addEventListener('abort', wake, { once: true });
      addEventListener('online', wake, { once: true });
    });
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

/**
 * Listens to a stream while the component is there. Returns whether the line is up; handlers may change at each render.
 * @param path `/v1/live` for the signed-in person, `/v1/site/live` for visitors; null = not now. In a preview frame never.
 */
export function useLive(path: string | null, handlers: LiveHandlers): boolean {
  const latest = useRef(handlers);
  latest.current = handlers;
  const [connected, setConnected] = useState(false);
  useEffect(() => {
    if (path === null || isFramed) return;
    const abort = new AbortController();
    void follow(
      path,
      {
        onEvent: (event) => latest.current.onEvent(event),
        onConnected: () => {
          setConnected(true);
          latest.current.onConnected?.();
        },
        onLost: () => {
          setConnected(false);
          latest.current.onLost?.();
        },
      },
      abort.signal,
    );
    return () => {
      abort.abort();
      setConnected(false);
    };
  }, [path]);
  return connected;
}
