import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  type FieldError,
  InvalidRequest,
  NotFound,
  Outbox,
  type Page,
  type Tx,
  UUID_PATTERN,
  actingOf,
  cursorPosition,
  lockOne,
  newId,
  page,
  publicId,
  publicUrl,
  recordAudit,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { Advisor, AdvisorsService, Hours, outsideLimits, scheduleFaults } from '@app/advisors';
import { type LicenseeTerms, LicenseesService } from '@app/licensees';
import type { CallLinkView, CallLinksQuery, CreateCallLink, OpenCallLinkView } from './call-links.dto.js';
import { CallLinkCreated, CallLinkRevoked } from './call-links.events.js';
import { TooManyLinks } from './call-links.problems.js';
import { type LinkRow, boundsOf, countUsable, findLink, listLinks } from './call-links.queries.js';
import { linkAt } from './link-state.js';

/** As many as a person can look after. */
const MAX_USABLE = 100;
/** What tokens look like; whatever else comes in a path is not looked up. */
const TOKEN = /^[A-Za-z0-9_-]{22}$/;

/** Links that call an advisor at a price of their own [A19]: made by the advisor or by staff, passed on by anybody. */
@Injectable()
export class CallLinks {
  constructor(
    private readonly db: Db,
    private readonly advisors: AdvisorsService,
    private readonly hours: Hours,
    private readonly licensees: LicenseesService,
    private readonly outbox: Outbox,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * What a link is, is never changed: who has it relies on its price. The token is random and no secret of a person: it is kept as it is, to be copied again.
   * @throws NotFound, InvalidRequest, TooManyLinks
   */
  async create(ctx: Context, input: CreateCallLink): Promise<CallLinkView> {
    return this.db.transaction(ctx, async (tx) => {
      const advisorId = await this.advisorOf(tx, input.advisorId);
      const { timeZone } = await this.hours.scheduleOf(tx, advisorId);
      const faults = faultsOf(input, await this.licensees.termsOf(tx), timeZone, tx.now);
      if (faults.length > 0) throw new InvalidRequest(faults);
      // Links of an advisor are made one after the other, so that they are counted.
      await lockOne(tx, Advisor, advisorId);
      if ((await countUsable(tx, advisorId)) >= MAX_USABLE) throw new TooManyLinks(MAX_USABLE);
      const id = newId();
      await rowsOf(
        tx,
        `insert into app.call_link (licensee_id, id, advisor_id, token, label, medium, rate_per_minute, session_minutes, session_price, currency, valid_from,
                                    expires_at, max_calls, weekly, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::jsonb, $15, $16)`,
        [
          ctx.licenseeId,
          id,
          advisorId,
          randomBytes(16).toString('base64url'),
          input.label ?? null,
          input.medium,
          input.ratePerMinuteMinor ?? null,
          input.session?.minutes ?? null,
          input.session?.priceMinor ?? null,
          await this.licensees.currencyOf(tx),
          input.validFrom ?? null,
          input.expiresAt ?? null,
          input.maxCalls ?? null,
          JSON.stringify(input.weekly.map(({ day, from, to }) => ({ day, from, to }))),
          actingOf(ctx).personId,
          tx.now,
        ],
      );
      const view = await this.viewOf(tx, (await findLink(tx, 'id', id))!);
      const { medium, ratePerMinuteMinor, session, expiresAt, maxCalls } = view;
      await recordAudit(tx, {
        action: 'call_link.created',
        subject: { kind: 'call_link', id: view.id },
        after: { advisorId: view.advisorId, medium, ratePerMinuteMinor, session, expiresAt, maxCalls },
      });
      await this.outbox.add(tx, CallLinkCreated, { linkId: id, advisorId });
      return view;
    });
  }

  /** An advisor's own, staff see all of the licensee. Newest first. @throws NotFound */
  async list(ctx: Context, { advisorId, cursor, limit }: CallLinksQuery): Promise<Page<CallLinkView>> {
    const before = cursorPosition(cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) => {
      const of = this.isAdvisor(ctx) || advisorId !== undefined ? await this.advisorOf(tx, advisorId) : undefined;
      const site = await this.siteOf(tx);
      return page(
        await listLinks(tx, of, before, limit + 1),
        limit,
        (row) => [row.id],
        (row) => view(row, site, tx.now),
      );
    });
  }

  /** @throws NotFound */
  async show(ctx: Context, id: string): Promise<CallLinkView> {
    return this.db.read(ctx, async (tx) => this.viewOf(tx, await this.own(tx, id)));
  }

  /** Nobody starts a call with it any more; one that rings or runs goes on. Final; a repeat changes nothing. @throws NotFound */
  async revoke(ctx: Context, id: string): Promise<CallLinkView> {
    return this.db.transaction(ctx, async (tx) => {
      const { advisor_id: advisorId } = await this.own(tx, id);
      const revoked = await rowsOf(
        tx,
        'update app.call_link set revoked_at = $3, revoked_by = $4 where licensee_id = $1 and id = $2 and revoked_at is null returning 1',
        [ctx.licenseeId, id, tx.now, actingOf(ctx).personId],
      );
      if (revoked.length > 0) {
        await recordAudit(tx, {
          action: 'call_link.revoked',
          subject: { kind: 'call_link', id: publicId('callLink', id) },
          after: { advisorId: publicId('advisor', advisorId) },
        });
        await this.outbox.add(tx, CallLinkRevoked, { linkId: id, advisorId });
      }
      return this.viewOf(tx, (await findLink(tx, 'id', id))!);
    });
  }

  /** What whoever has the link reads; also of one that can no longer be used. @throws NotFound */
  async open(ctx: Context, token: string): Promise<OpenCallLinkView> {
    return this.db.read(ctx, async (tx) => {
      const row = TOKEN.test(token) ? await findLink(tx, 'token', token) : undefined;
      if (!row) throw new NotFound();
      await this.advisors.assertListed(tx, row.advisor_id);
      const { taxDisplay } = await this.licensees.termsOf(tx);
      const { advisorId, medium, currency, ratePerMinuteMinor, session, state, opensAt, expiresAt } = view(
        row,
        await this.siteOf(tx),
        tx.now,
      );
      return {
        advisorId,
        medium,
        currency,
        ratePerMinuteMinor,
        session,
        taxOnTop: taxDisplay === 'exclusive',
        state,
        opensAt,
        expiresAt,
      };
    });
  }

  private readonly isAdvisor = (ctx: Context): boolean => actingOf(ctx).role === 'advisor';

  /** The advisor who acts, or the one whom staff name. @throws NotFound, InvalidRequest */
  private async advisorOf(tx: Tx, named: string | undefined): Promise<string> {
    if (this.isAdvisor(tx.ctx)) {
      const own = await this.advisors.idOf(tx, actingOf(tx.ctx).personId);
      if (named !== undefined && named !== own) throw new NotFound();
      return own;
    }
    if (named === undefined) throw new InvalidRequest([{ pointer: '/advisorId', detail: 'is needed' }]);
    return (await this.advisors.ratesOf(tx, named)).advisorId;
  }

  private async own(tx: Tx, id: string): Promise<LinkRow> {
    const row = await findLink(tx, 'id', id);
    if (!row) throw new NotFound();
    if (this.isAdvisor(tx.ctx)) await this.advisorOf(tx, row.advisor_id);
    return row;
  }

  private async siteOf(tx: Tx): Promise<string> {
    return publicUrl(this.config, await this.licensees.primaryHostOf(tx));
  }

  private async viewOf(tx: Tx, row: LinkRow): Promise<CallLinkView> {
    return view(row, await this.siteOf(tx), tx.now);
  }
}

type Limits = Pick<LicenseeTerms, 'rateMinMinor' | 'rateMaxMinor' | 'maxCallMinutes'>;

/** What a well-formed link may still have wrong. */
function faultsOf(input: CreateCallLink, limits: Limits, timeZone: string, now: Date): FieldError[] {
  const { ratePerMinuteMinor: rate, session, validFrom, expiresAt, weekly } = input;
  const faults: FieldError[] = scheduleFaults({ timeZone, weekly, exceptions: [] });
  const say = (pointer: string, detail: string | undefined): void => {
    if (detail !== undefined) faults.push({ pointer, detail });
  };
  if ((rate === undefined) === (session === undefined))
    say('/ratePerMinuteMinor', 'or a session is needed, and not both');
  if (rate !== undefined) say('/ratePerMinuteMinor', outsideLimits(rate, limits));
  if (session) {
    if (session.minutes > limits.maxCallMinutes)
      say('/session/minutes', `must not be greater than ${limits.maxCallMinutes}, the longest call`);
    say('/session/priceMinor', outsideLimits(session.priceMinor, limits, session.minutes));
  }
  if (expiresAt !== undefined && new Date(expiresAt) <= (validFrom === undefined ? now : new Date(validFrom)))
    say('/expiresAt', 'must be later than its beginning');
  if (expiresAt !== undefined && new Date(expiresAt) <= now) say('/expiresAt', 'is over');
  return faults;
}

function view(row: LinkRow, site: string, now: Date): CallLinkView {
  const { state, opensAt } = linkAt(boundsOf(row), row.time_zone, now);
  return {
    id: publicId('callLink', row.id),
    url: `${site}/c/${row.token}`,
    advisorId: publicId('advisor', row.advisor_id),
    advisorName: row.advisor_name,
    label: row.label,
    medium: row.medium,
    currency: row.currency,
    ratePerMinuteMinor: row.rate_per_minute === null ? null : toJsonMinor(row.rate_per_minute),
    session:
      row.session_minutes === null
        ? null
        : { minutes: row.session_minutes, priceMinor: toJsonMinor(row.session_price!) },
    validFrom: row.valid_from?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
    maxCalls: row.max_calls,
    usedCalls: row.used_calls,
    weekly: [...row.weekly],
    timeZone: row.time_zone,
    state,
    opensAt: opensAt?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
  };
}
