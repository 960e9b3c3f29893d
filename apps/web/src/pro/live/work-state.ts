import type { Call, MyAdvisor } from './queries.ts';

export type WorkState = 'offline' | 'online' | 'ringing' | 'in_call' | 'wrap_up';

const TALKING: readonly string[] = ['accepted', 'connecting', 'in_progress', 'reconnecting'];

export const isRinging = ({ status }: Call): boolean => status === 'ringing';
export const isTalking = ({ status }: Call): boolean => TALKING.includes(status);

/** What the service has confirmed, never what was wished for (A2.1). A call that is being settled is the wrap-up. */
export function workState(advisor: MyAdvisor, calls: readonly Call[]): WorkState {
  if (calls.some(isRinging)) return 'ringing';
  if (calls.some(isTalking)) return 'in_call';
  if (calls.length > 0) return 'wrap_up';
  return advisor.available ? 'online' : 'offline';
}
