import { Injectable } from '@nestjs/common';
import { Expandables, type Tx, expansionsOf } from '@app/kernel';
import { BOOKING_EXPANSIONS, type BookingView } from './bookings.dto.js';
import type { LoadedBooking } from './bookings.queries.js';

/** Puts what was asked for beside the ids of bookings, for who stands for the licensee. */
@Injectable()
export class BookingExpansions {
  constructor(private readonly expandables: Expandables) {}

  /** @throws UnknownExpansion, ApiKeyScopeMissing, Forbidden */
  async expand(
    tx: Tx,
    expand: string | undefined,
    bookings: readonly LoadedBooking[],
    views: readonly BookingView[],
  ): Promise<BookingView[]> {
    const wanted = expansionsOf(expand, BOOKING_EXPANSIONS);
    const load = (name: (typeof BOOKING_EXPANSIONS)[number], ids: readonly (string | null)[]) =>
      wanted.has(name)
        ? this.expandables.load(
            tx,
            name,
            ids.filter((id) => id !== null),
          )
        : undefined;
    const rows = bookings.map(({ row }) => row);
    const advisors = await load(
      'advisor',
      rows.map(({ advisorId }) => advisorId),
    );
    const users = await load(
      'user',
      rows.map(({ userId }) => userId),
    );
    const calls = await load(
      'call',
      rows.map(({ callId }) => callId),
    );
    return views.map((view, index) => {
      const { advisorId, userId, callId } = rows[index]!;
      return {
        ...view,
        ...(advisors ? { advisor: advisors.get(advisorId)! } : {}),
        ...(users ? { user: users.get(userId)! } : {}),
        ...(calls ? { call: calls.get(callId ?? '') ?? null } : {}),
      };
    });
  }
}
