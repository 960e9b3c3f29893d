import type { Schemas } from '~/shared/api/index.ts';

export type Call = Schemas['CallView'];
export type Meter = Schemas['MeterView'];
export type Quote = Schemas['QuoteView'];
export type Medium = 'voice' | 'video';
export type Side = 'caller' | 'advisor';

export const isJoinable = (call: Pick<Call, 'status'>): boolean =>
  ['accepted', 'connecting', 'in_progress', 'reconnecting'].includes(call.status);

export const isOver = (call: Pick<Call, 'status'>): boolean => call.status === 'ended';

/** `call.ringing`, `call.in_progress`, ... tell a call; `call.meter` and `call.funds_low` tell about one. */
const STATUSES = ['ringing', 'accepted', 'connecting', 'in_progress', 'reconnecting', 'ending', 'ended'];

export function callOfEvent(event: { type: string; data: Record<string, unknown> }): Call | undefined {
  const [kind, status = ''] = event.type.split('.');
  return kind === 'call' && STATUSES.includes(status) ? (event.data as unknown as Call) : undefined;
}

/** How far a call has come; an older message never takes a screen back. */
const rank = (call: Call): number => STATUSES.indexOf(call.status);
const mayGoBack = (call: Call): boolean => call.status === 'in_progress' || call.status === 'reconnecting';

/** The newer of two views of one call. */
export function newerCall(known: Call | undefined, next: Call): Call {
  if (known === undefined || known.id !== next.id || rank(next) >= rank(known)) return next;
  return mayGoBack(known) && mayGoBack(next) ? next : known;
}
