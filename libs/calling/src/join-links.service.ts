import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  Every,
  type Tx,
  addSeconds,
  inNameOf,
  newId,
  parseId,
  publicId,
  publicUrl,
  recordAudit,
  rowsOf,
} from '@app/kernel';
import { AccountFrozen, AuthService, PersonsService } from '@app/identity';
import { LicenseesService, TestTwins } from '@app/licensees';
import { SIDES, type Side } from './call-machine.js';
import type { Call } from './call.entity.js';
import { CallRequestsService } from './call-requests.service.js';
import { IllegalTransition, JoinLinkInvalid } from './calls.problems.js';
import { readCall } from './calls.queries.js';
import { viewCall } from './calls.view.js';
import type { JoinLinksView, JoinedView, StartCall, StartedCallView, UseJoinLink } from './join-links.dto.js';

const LINK_SECONDS = 15 * 60;
/** Longer than any call (`max_call_minutes` is a day at most). */
const SESSION_SECONDS = 25 * 3600;

/** As long as a repeat of the request is answered (`IdempotencyJobs`). */
const KEPT_SECONDS = 2 * 86_400;

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Calls that a licensee's server asks for, and the links by which their two sides come in (features.md N2). */
@Injectable()
export class JoinLinks {
  constructor(
    private readonly db: Db,
    private readonly requests: CallRequestsService,
    private readonly persons: PersonsService,
    private readonly auth: AuthService,
    private readonly licensees: LicenseesService,
    private readonly twins: TestTwins,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Requests a call in the name of a user: everything is as if they had asked. A repeat of the request finds the same call, and gets fresh links.
   * @throws NotFound, AccountFrozen, and what `CallRequestsService.request` throws
   */
  async start(ctx: Context, userId: string, { externalId, metadata, ...input }: StartCall): Promise<StartedCallView> {
    await this.db.read(ctx, async (tx) => {
      if ((await this.persons.userById(tx, userId)).status !== 'active') throw new AccountFrozen();
    });
    const { id } = await this.requests.request(inNameOf(ctx, userId, 'end_user'), input, {
      ...(externalId === undefined ? {} : { externalId }),
      ...(metadata === undefined ? {} : { metadata }),
    });
    return this.db.transaction(ctx, async (tx) => {
      const call = await readCall(tx, parseId('call', id)!);
      if (!(await hasLinks(tx, call.row.id)))
        await recordAudit(tx, {
          action: 'call.requested',
          subject: { kind: 'call', id },
          after: { userId: publicId('person', userId) },
        });
      return { ...(await viewCall(tx, call, 'staff')), join: await this.make(tx, call.row) };
    });
  }

  /** Fresh links to a call that is not over. Older ones stay good. @throws NotFound, IllegalTransition */
  create(ctx: Context, callId: string): Promise<JoinLinksView> {
    return this.db.transaction(ctx, async (tx) => {
      const { row } = await readCall(tx, callId);
      if (row.status === 'ending' || row.status === 'ended') throw new IllegalTransition('joined', row.status);
      return this.make(tx, row);
    });
  }

  /** Signs a side in, while its call is not over. Whoever sends the token first has used it. @throws JoinLinkInvalid, AccountFrozen, WrongFace, SwitchedOff */
  use(ctx: Context, { token, face }: UseJoinLink): Promise<JoinedView> {
    return this.db.transaction(ctx, async (tx) => {
      const [link] = await rowsOf<{ call_id: string; person_id: string }>(
        tx,
        `update app.join_link l set used_at = $3 where licensee_id = $1 and hash = $2 and used_at is null and expires_at > $3
            and exists (select 1 from app.call c where c.licensee_id = $1 and c.id = l.call_id and c.status not in ('ending', 'ended'))
         returning call_id, person_id`,
        [ctx.licenseeId, hashOf(token), tx.now],
      );
      if (!link) throw new JoinLinkInvalid();
      const signedIn = await this.auth.admitVouched(tx, link.person_id, {
        ...(face === undefined ? {} : { face }),
        expiresAt: addSeconds(tx.now, SESSION_SECONDS),
        isBounded: true,
      });
      return { ...signedIn, callId: publicId('call', link.call_id) };
    });
  }

  @Every('47 1 * * *', 'calling.forget_join_links')
  async forget(): Promise<void> {
    await this.db.inEachTenant('calling.forget_join_links', (tx) =>
      rowsOf(tx, 'delete from app.join_link where licensee_id = $1 and expires_at < $2', [
        tx.ctx.licenseeId,
        addSeconds(tx.now, -KEPT_SECONDS),
      ]),
    );
  }

  private async make(tx: Tx, call: Call): Promise<JoinLinksView> {
    const site = publicUrl(this.config, await this.licensees.primaryHostOf(tx));
    const id = publicId('call', call.id);
    const expiresAt = addSeconds(tx.now, LINK_SECONDS);
    const [caller, advisor] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
    const tokens: Record<Side, string> = { caller, advisor };
    for (const side of SIDES)
      await rowsOf(
        tx,
        `insert into app.join_link (licensee_id, id, call_id, person_id, side, hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          tx.ctx.licenseeId,
          newId(),
          call.id,
          side === 'caller' ? call.callerId : call.advisorPersonId,
          side,
          hashOf(tokens[side]),
          tx.now,
          expiresAt,
        ],
      );
    // Nobody signs in to test mode: both sides are played on one page.
    const isTest = await this.twins.isTwin(tx.ctx);
    return {
      // In the fragment, which no server and no log sees.
      callerUrl: `${site}${isTest ? '/test-calls' : '/calls'}/${id}#join=${caller}`,
      advisorUrl: `${site}${isTest ? '/test-calls' : '/pro/call'}/${id}#join=${advisor}`,
      expiresAt: expiresAt.toISOString(),
    };
  }
}

/** The first links of a call are made with its request: whoever asks again is told of the same call. */
const hasLinks = async (tx: Tx, callId: string): Promise<boolean> =>
  (
    await rowsOf(tx, 'select 1 from app.join_link where licensee_id = $1 and call_id = $2 limit 1', [
      tx.ctx.licenseeId,
      callId,
    ])
  ).length > 0;
