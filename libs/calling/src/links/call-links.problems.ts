import { Problem } from '@app/kernel';
import type { LinkMoment, LinkState } from './link-state.js';

const WHY: Record<Exclude<LinkState, 'open'>, string> = {
  not_yet: 'It can be used later.',
  outside_hours: 'It can be used at other hours.',
  over: 'Its time is over.',
  used_up: 'As many calls as it is for were made.',
  revoked: 'It was taken back.',
};

/** The link of the call is not, or no longer, good for one. */
export class LinkNotOpen extends Problem {
  static override readonly type = 'link-not-open';
  static override readonly title = 'The link cannot be used now';
  static override readonly status = 409;
  constructor({ state, opensAt }: LinkMoment & { readonly state: Exclude<LinkState, 'open'> }) {
    super(WHY[state], { linkState: state, opensAt: opensAt?.toISOString() ?? null });
  }
}

export class TooManyLinks extends Problem {
  static override readonly type = 'too-many-links';
  static override readonly title = 'The advisor has as many links as there may be';
  static override readonly status = 409;
  constructor(max: number) {
    super(`There are ${max} that can still be used. Take one back first.`, { max });
  }
}
