import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type Context, Db, Outbox, SecretBox, type SecretPlace, addSeconds, lockOne } from '@app/kernel';
import { CalendarLink } from './calendar-link.entity.js';
import { type CalendarPort, type CalendarTokens, ConsentLost, TryLater, Unauthorized } from './calendar-port.js';
import { CalendarProviders } from './calendar-providers.js';
import { CalendarConsentLost } from './calendars.events.js';

/** A token that ends sooner is fetched anew: it has to live through the request. */
const SPARE_SECONDS = 60;
/** Longer than a request to a token endpoint may take. */
const LEASE_SECONDS = 30;
const WAIT_MS = 100;

type TokenColumn = 'access_token' | 'refresh_token';

/** What a consent stands for, by its number: a link that was connected anew is another. */
export interface Consent {
  readonly linkId: string;
  readonly revision: number;
}

/** Sealed columns of a link's tokens. */
export function sealTokens(
  box: SecretBox,
  link: { licenseeId: string; id: string },
  { accessToken, refreshToken, expiresInSeconds }: CalendarTokens,
  now: Date,
): Partial<CalendarLink> {
  return {
    accessToken: box.seal(placeOf(link, 'access_token'), accessToken),
    ...(refreshToken === null ? {} : { refreshToken: box.seal(placeOf(link, 'refresh_token'), refreshToken) }),
    accessUntil: addSeconds(now, expiresInSeconds),
    refreshingUntil: null,
  };
}

const PLACES = {
  access_token: { column: 'calendar_link.access_token' },
  refresh_token: { column: 'calendar_link.refresh_token' },
} as const;

export const tokenPlace = (column: TokenColumn, licenseeId: string, row: string): SecretPlace => ({
  licenseeId,
  ...PLACES[column],
  row,
});
const placeOf = ({ licenseeId, id }: { licenseeId: string; id: string }, column: TokenColumn): SecretPlace =>
  tokenPlace(column, licenseeId, id);

/** Lets others into the calendar of an advisor, and notices when it is closed to us. */
@Injectable()
export class CalendarTokensService {
  constructor(
    private readonly db: Db,
    private readonly box: SecretBox,
    private readonly outbox: Outbox,
    private readonly providers: CalendarProviders,
  ) {}

  /**
   * Runs `work` with a token that is good. One that is refused is fetched anew, once; refused again, the consent is lost.
   * @throws ConsentLost after the advisor was told, TryLater, and what `work` throws
   */
  async use<T>(ctx: Context, consent: Consent, work: (port: CalendarPort, token: string) => Promise<T>): Promise<T> {
    try {
      const first = await this.tokenOf(ctx, consent, null);
      try {
        return await work(first.port, first.token);
      } catch (error) {
        if (!(error instanceof Unauthorized)) throw error;
        const second = await this.tokenOf(ctx, consent, first.token);
        return await work(second.port, second.token);
      }
    } catch (error) {
      if (!(error instanceof ConsentLost || error instanceof Unauthorized)) throw error;
      await this.lose(ctx, consent);
      throw new ConsentLost();
    }
  }

  /** @param refused a token that was not taken, however long it seems to live */
  private async tokenOf(
    ctx: Context,
    consent: Consent,
    refused: string | null,
  ): Promise<{ port: CalendarPort; token: string }> {
    const tries = (LEASE_SECONDS * 1000) / WAIT_MS;
    for (let attempt = 0; attempt < tries; attempt++) {
      const found = await this.claim(ctx, consent, refused);
      const port = this.providers.of(found.link.provider);
      if (found.token !== null) return { port, token: found.token };
      // One fetches, with a refresh token that may be good only once; the others wait for what it gets.
      if (found.refreshToken !== null)
        return { port, token: await this.refresh(ctx, consent, port, found.refreshToken) };
      await sleep(WAIT_MS);
    }
    throw new TryLater('the token is being fetched');
  }

  /** The row lock decides who fetches; it is not held while they do. */
  private claim(
    ctx: Context,
    consent: Consent,
    refused: string | null,
  ): Promise<{ link: CalendarLink; token: string | null; refreshToken: string | null }> {
    return this.db.transaction(ctx, async (tx) => {
      const link = await lockOne(tx, CalendarLink, consent.linkId);
      if (link.status !== 'connected' || link.revision !== consent.revision) throw new TryLater('connected anew');
      const token = this.box.open(placeOf(link, 'access_token'), link.accessToken!);
      if (token !== refused && link.accessUntil! > addSeconds(tx.now, SPARE_SECONDS))
        return { link, token, refreshToken: null };
      if (link.refreshingUntil !== null && link.refreshingUntil > tx.now)
        return { link, token: null, refreshToken: null };
      await tx.update(
        CalendarLink,
        { licenseeId: link.licenseeId, id: link.id },
        { refreshingUntil: addSeconds(tx.now, LEASE_SECONDS) },
      );
      return { link, token: null, refreshToken: this.box.open(placeOf(link, 'refresh_token'), link.refreshToken!) };
    });
  }

  private async refresh(ctx: Context, consent: Consent, port: CalendarPort, refreshToken: string): Promise<string> {
    let tokens: CalendarTokens;
    try {
      tokens = await port.refresh(refreshToken);
    } catch (error) {
      await this.db.transaction(ctx, (tx) =>
        tx.update(
          CalendarLink,
          { licenseeId: ctx.licenseeId, id: consent.linkId, revision: consent.revision },
          { refreshingUntil: null },
        ),
      );
      throw error;
    }
    await this.db.transaction(ctx, (tx) =>
      tx.update(
        CalendarLink,
        { licenseeId: ctx.licenseeId, id: consent.linkId, revision: consent.revision, status: 'connected' },
        sealTokens(this.box, { licenseeId: ctx.licenseeId, id: consent.linkId }, tokens, tx.now),
      ),
    );
    return tokens.accessToken;
  }

  /** Once: of several that find the door closed one tells the advisor. Busy times stay, since nobody said that they are free. */
  private async lose(ctx: Context, { linkId, revision }: Consent): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const link = await lockOne(tx, CalendarLink, linkId);
      if (link.status !== 'connected' || link.revision !== revision) return;
      await tx.update(
        CalendarLink,
        { licenseeId: link.licenseeId, id: link.id },
        {
          status: 'reconnect',
          nextSyncAt: null,
          accessToken: null,
          refreshToken: null,
          refreshingUntil: null,
          cursor: null,
        },
      );
      await this.outbox.add(tx, CalendarConsentLost, {
        advisorId: link.advisorId,
        advisorPersonId: link.personId,
        provider: link.provider,
      });
    });
  }
}
