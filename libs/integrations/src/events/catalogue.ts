import { BOOKING_EVENTS } from './booking-events.js';
import { CALL_EVENTS } from './call-events.js';
import { LINK_EVENTS } from './link-events.js';
import { KEY_EVENTS } from './key-events.js';
import { RISK_AND_PAYOUT_EVENTS, WALLET_EVENTS } from './money-events.js';
import { LICENCE_EVENTS, PEOPLE_EVENTS } from './people-events.js';
import type { PublicEvent } from './public-event.js';
import { WEBHOOK_EVENTS } from './webhook-events.js';

/** Every public event [N12], by type. A fact that is not made one here stays inside. */
export const CATALOGUE: ReadonlyMap<string, PublicEvent> = new Map(
  [
    ...BOOKING_EVENTS,
    ...CALL_EVENTS,
    ...LINK_EVENTS,
    ...WALLET_EVENTS,
    ...RISK_AND_PAYOUT_EVENTS,
    ...PEOPLE_EVENTS,
    ...LICENCE_EVENTS,
    ...KEY_EVENTS,
    ...WEBHOOK_EVENTS,
  ]
    .sort((a, b) => (a.type < b.type ? -1 : 1))
    .map((event) => [event.type, event]),
);

const byFact = Map.groupBy(CATALOGUE.values(), ({ fact }) => fact);

/** What a fact is told as: by one public event at the most, because the two share their id. */
export function publicForm(
  factType: string,
  fact: object,
): { readonly type: string; readonly subject: string; readonly data: object } | undefined {
  for (const event of byFact.get(factType) ?? []) {
    const told = event.tell(fact);
    if (told) return { type: event.type, ...told };
  }
  return undefined;
}
