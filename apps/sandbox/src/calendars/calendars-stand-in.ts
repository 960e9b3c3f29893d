import type { IncomingMessage, ServerResponse } from 'node:http';
import { GoogleStandIn } from './google.js';
import { MicrosoftStandIn } from './microsoft.js';

/** Calendars at Google and Microsoft; what is in them lives as long as the process. */
export class CalendarsStandIn {
  readonly google = new GoogleStandIn();
  readonly microsoft = new MicrosoftStandIn();

  /** Whether a path is one of theirs. */
  knows(path: string): boolean {
    return path.startsWith('/google/') || path.startsWith('/microsoft/');
  }

  serve(request: IncomingMessage, response: ServerResponse, path: string, query: string): Promise<void> {
    return (path.startsWith('/google/') ? this.google : this.microsoft).serve(request, response, path, query);
  }

  /** `GET` and `POST /_control/calendars/{google|microsoft}`. */
  control(call: string, body: Record<string, unknown>): unknown {
    const [, method, name] = /^(GET|POST) \/calendars\/(google|microsoft)$/.exec(call) ?? [];
    if (name === undefined) return undefined;
    const vendor = name === 'google' ? this.google : this.microsoft;
    return method === 'GET' ? vendor.describe() : vendor.control(body);
  }
}
