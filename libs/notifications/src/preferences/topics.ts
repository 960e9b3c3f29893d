import type { Role } from '@app/kernel';

/** What people can be told by, beside the page itself. */
export const CHANNELS = ['mail', 'push', 'text'] as const;
export type Channel = (typeof CHANNELS)[number];

interface Topic {
  /** Whom it concerns. */
  readonly roles: readonly Role[];
  readonly channels: readonly Channel[];
}

/** Service messages that may be switched off [O5]. What has no topic (security, deadlines, contracts) always comes. */
export const TOPICS = {
  receipts: { roles: ['end_user'], channels: ['mail'] },
  promos: { roles: ['end_user'], channels: ['mail'] },
  availability: { roles: ['end_user'], channels: ['mail', 'push'] },
  bookings: { roles: ['end_user', 'advisor'], channels: ['mail', 'push'] },
  payouts: { roles: ['advisor', 'owner', 'finance'], channels: ['mail'] },
  incoming_calls: { roles: ['advisor'], channels: ['mail', 'text'] },
  missed_calls: { roles: ['advisor'], channels: ['text'] },
  callbacks: { roles: ['advisor'], channels: ['mail', 'push'] },
  usage: { roles: ['owner', 'admin', 'finance', 'analyst'], channels: ['mail'] },
} as const satisfies Record<string, Topic>;

export type TopicName = keyof typeof TOPICS;
export const TOPIC_NAMES = Object.keys(TOPICS) as TopicName[];

export const topicsOf = (role: Role): TopicName[] =>
  TOPIC_NAMES.filter((name) => (TOPICS[name].roles as readonly Role[]).includes(role));
