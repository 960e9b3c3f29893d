import type { Medium } from '~/features/call/model.ts';

export interface CallSearch {
  readonly advisor: string;
  readonly medium: Medium;
  /** Token of the link that sets the price. */
  readonly link?: string;
}

/** Whom to call and how, from the address; undefined when it names nobody. */
export function callSearch(search: object): CallSearch | undefined {
  const { advisor, medium, link } = search as Record<string, unknown>;
  if (typeof advisor !== 'string' || advisor === '') return undefined;
  return {
    advisor,
    medium: medium === 'video' ? 'video' : 'voice',
    ...(typeof link === 'string' && link !== '' && { link }),
  };
}
