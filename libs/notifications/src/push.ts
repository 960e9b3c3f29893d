import type { PushKind } from './device.entity.js';

/** Where a device is reached. The value is a secret: it must not get into a log. */
export interface PushTarget {
  readonly kind: PushKind;
  readonly value: string;
}

/** What a device is told: data only, so that the app decides what to show. No personal data in it. */
export interface PushMessage {
  readonly data: Readonly<Record<string, string>>;
  /** A later message with the same key replaces one that was not delivered yet. */
  readonly collapseKey: string;
  /** Not worth delivering after this. */
  readonly ttlSeconds: number;
  readonly expiresAt: Date;
  /** Shown by the system itself, without the app; left out: the app decides. Nothing of a person in it either. */
  readonly alert?: { readonly title: string; readonly body: string };
}

export type PushOutcome =
  | { readonly kind: 'delivered' }
  /** The device is gone for good: forget its address. */
  | { readonly kind: 'dead'; readonly code: string }
  /** Not now; try again after this time. */
  | { readonly kind: 'retry'; readonly afterSeconds: number; readonly code: string }
  /** The message or our credentials were refused: trying again does not help. */
  | { readonly kind: 'rejected'; readonly code: string };

/** What we need of a push service. */
export abstract class Push {
  /** Hands one message for one device to the push service. Never throws for what the service answers. Not inside a database transaction. */
  abstract send(target: PushTarget, message: PushMessage): Promise<PushOutcome>;
}
