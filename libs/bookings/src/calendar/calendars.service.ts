import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  Jobs,
  NotFound,
  type Page,
  SecretBox,
  type SecretPlace,
  type Tx,
  addSeconds,
  lockOne,
  log,
  newId,
  personOf,
  publicUrl,
  rowsOf,
  systemContext,
  wholeList,
} from '@app/kernel';
import { Advisor, AdvisorsService } from '@app/advisors';
import { LicenseesService } from '@app/licensees';
import { CalendarLink } from './calendar-link.entity.js';
import { type CalendarTokens, type Provider } from './calendar-port.js';
import { CalendarProviders } from './calendar-providers.js';
import { sealTokens } from './calendar-tokens.service.js';
import { CalendarWrites } from './calendar-writes.service.js';
import type { CalendarConsentView, CalendarView, ConnectCalendar } from './calendars.dto.js';
import { CalendarNotConnected } from './calendars.problems.js';
import { digest } from './digest.js';

export const SYNC_TASK = 'calendars.sync';

const CONSENT_SECONDS = 15 * 60;
/** So many looks in a row went wrong: the advisor is shown it. */
const FAILING = 3;

/** @param row the digest of the state in hex */
export const consentPlace = (licenseeId: string, row: string): SecretPlace => ({
  licenseeId,
  column: 'calendar_consent.verifier',
  row,
});
const verifierPlace = (licenseeId: string, state: string): SecretPlace =>
  consentPlace(licenseeId, digest(state).toString('hex'));

/** Advisors connect their calendars and take them away again [H4]. */
@Injectable()
export class CalendarsService {
  constructor(
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly box: SecretBox,
    private readonly advisors: AdvisorsService,
    private readonly licensees: LicenseesService,
    private readonly providers: CalendarProviders,
    private readonly writes: CalendarWrites,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws NotFound */
  list(ctx: Context): Promise<Page<CalendarView>> {
    return this.db.read(ctx, async (tx) => {
      const advisorId = await this.advisors.idOf(tx, personOf(ctx).personId);
      const links = await tx.findBy(CalendarLink, { licenseeId: ctx.licenseeId, advisorId });
      return wholeList(
        this.providers.offered.map((provider) =>
          view(
            provider,
            links.find((link) => link.provider === provider),
          ),
        ),
      );
    });
  }

  /** Where the advisor allows it. The way back belongs to them alone, works once, and not for long. @throws NotFound */
  begin(ctx: Context, provider: Provider): Promise<CalendarConsentView> {
    const port = this.providers.of(provider);
    const [state, verifier] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
    return this.db.transaction(ctx, async (tx) => {
      const { personId } = personOf(ctx);
      const advisorId = await this.advisors.idOf(tx, personId);
      await rowsOf(tx, 'delete from app.calendar_consent where licensee_id = $1 and expires_at < $2', [
        ctx.licenseeId,
        tx.now,
      ]);
      await rowsOf(
        tx,
        `insert into app.calendar_consent (licensee_id, state_hash, person_id, advisor_id, provider, verifier, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`,
        [
          ctx.licenseeId,
          digest(state),
          personId,
          advisorId,
          provider,
          this.box.seal(verifierPlace(ctx.licenseeId, state), verifier),
          addSeconds(tx.now, CONSENT_SECONDS),
        ],
      );
      return { url: port.authorizeUrl({ state, challenge: digest(verifier).toString('base64url') }) };
    });
  }

  /**
   * Where the browser goes on when the provider sends it back, on the host of the licensee. One address is registered with the provider for all of them;
   * only the session of the advisor there can use what it brings.
   * @throws NotFound when nobody waits for it
   */
  async returnUrl(state: string, code: string | undefined): Promise<string> {
    const [found] = await this.db.resolve<{ licensee_id: string }>(
      'select * from app.licensee_of_calendar_consent($1)',
      [digest(state)],
    );
    if (!found) throw new NotFound();
    const host = await this.db.read(systemContext(found.licensee_id, 'calendars.callback'), (tx) =>
      this.licensees.primaryHostOf(tx),
    );
    // In the fragment, which no server and no log sees.
    const fragment = new URLSearchParams(code === undefined ? { denied: '1' } : { state, code });
    return `${publicUrl(this.config, host)}/pro/calendars#${fragment.toString()}`;
  }

  /** @throws NotFound, CalendarNotConnected */
  async connect(ctx: Context, { state, code }: ConnectCalendar): Promise<Page<CalendarView>> {
    const { personId } = personOf(ctx);
    const asked = await this.db.transaction(ctx, async (tx) => {
      const [row] = await rowsOf<{ provider: Provider; advisor_id: string; verifier: string }>(
        tx,
        `delete from app.calendar_consent where licensee_id = $1 and state_hash = $2 and person_id = $3 and expires_at > $4
         returning provider, advisor_id, verifier`,
        [ctx.licenseeId, digest(state), personId, tx.now],
      );
      return row;
    });
    if (!asked) throw new CalendarNotConnected();
    const verifier = this.box.open(verifierPlace(ctx.licenseeId, state), asked.verifier);
    let tokens: CalendarTokens;
    try {
      tokens = await this.providers.of(asked.provider).exchange(code, verifier);
    } catch (error) {
      log.warn({ err: error, provider: asked.provider }, 'a calendar was not connected');
      throw new CalendarNotConnected();
    }
    await this.db.transaction(ctx, (tx) =>
      this.link(tx, { personId, advisorId: asked.advisor_id, provider: asked.provider }, tokens),
    );
    return this.list(ctx);
  }

  /** Forgets the calendar and all that was read from it. What we wrote into it stays: it was agreed. @throws NotFound */
  async disconnect(ctx: Context, provider: Provider): Promise<Page<CalendarView>> {
    await this.db.transaction(ctx, async (tx) => {
      const advisorId = await this.advisors.idOf(tx, personOf(ctx).personId);
      const link = await this.lockedLink(tx, advisorId, provider);
      if (!link) return;
      for (const table of ['calendar_busy', 'calendar_entry'])
        await rowsOf(tx, `delete from app.${table} where licensee_id = $1 and link_id = $2`, [ctx.licenseeId, link.id]);
      await rowsOf(tx, 'delete from app.calendar_link where licensee_id = $1 and id = $2', [ctx.licenseeId, link.id]);
    });
    return this.list(ctx);
  }

  private async link(
    tx: Tx,
    whose: { personId: string; advisorId: string; provider: Provider },
    tokens: CalendarTokens,
  ): Promise<void> {
    const { licenseeId } = tx.ctx;
    const before = await this.lockedLink(tx, whose.advisorId, whose.provider);
    const id = before?.id ?? newId();
    const fresh: Partial<CalendarLink> = {
      ...sealTokens(this.box, { licenseeId, id }, tokens, tx.now),
      status: 'connected',
      revision: (before?.revision ?? 0) + 1,
      cursor: null,
      windowUntil: null,
      nextSyncAt: tx.now,
      failures: 0,
      connectedAt: tx.now,
    };
    if (before) await tx.update(CalendarLink, { licenseeId, id }, fresh);
    else await tx.insert(CalendarLink, { licenseeId, id, ...whose, ...fresh });
    await this.jobs.add(tx, SYNC_TASK, { linkId: id }, { key: `calendar-sync:${id}` });
    await this.writes.askAll(tx, id);
  }

  /** By the advisor's row, which is there before the link is: of two that connect at once the second finds the link of the first. */
  private async lockedLink(tx: Tx, advisorId: string, provider: Provider): Promise<CalendarLink | undefined> {
    await lockOne(tx, Advisor, advisorId);
    const found = await tx.findOneBy(CalendarLink, { licenseeId: tx.ctx.licenseeId, advisorId, provider });
    return found ? lockOne(tx, CalendarLink, found.id) : undefined;
  }
}

const view = (provider: Provider, link: CalendarLink | undefined): CalendarView => ({
  provider,
  status:
    link === undefined ? 'off' : link.status === 'connected' && link.failures >= FAILING ? 'failing' : link.status,
  connectedAt: link?.connectedAt.toISOString() ?? null,
  syncedAt: link?.syncedAt?.toISOString() ?? null,
});
