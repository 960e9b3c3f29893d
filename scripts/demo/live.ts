import type { IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { Refused, type Api } from './api.ts';

export interface LiveEvent {
  /** When it came, in milliseconds. */
  at: number;
  type: string;
  data: unknown;
}

/** A person's live events (GET /v1/live), as an open screen sees them. */
export class LiveScreen {
  readonly events: LiveEvent[] = [];
  /** Set when the server ended the stream. */
  isBroken = false;
  private readonly listeners = new Set<(event: LiveEvent) => void>();
  private readonly response: IncomingMessage;
  private isClosed = false;

  private constructor(response: IncomingMessage) {
    this.response = response;
    const parser = createParser({
      onEvent: ({ event, data }) => {
        const known: LiveEvent = { at: Date.now(), type: event ?? 'message', data: JSON.parse(data) as unknown };
        this.events.push(known);
        for (const listener of this.listeners) listener(known);
      },
    });
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => parser.feed(chunk));
    response.on('error', () => undefined);
    response.on('close', () => (this.isBroken = !this.isClosed));
  }

  static async open(api: Api, token: string): Promise<LiveScreen> {
    const response = await api.open('GET', '/v1/live', { token }, 'text/event-stream');
    if (response.statusCode !== 200) throw new Refused('GET /v1/live', response.statusCode ?? 0, '');
    return new LiveScreen(response);
  }

  on(listener: (event: LiveEvent) => void): void {
    this.listeners.add(listener);
  }

  of<T>(type: string): { at: number; data: T }[] {
    return this.events.filter((event) => event.type === type) as { at: number; data: T }[];
  }

  close(): void {
    this.isClosed = true;
    this.response.destroy();
  }
}
