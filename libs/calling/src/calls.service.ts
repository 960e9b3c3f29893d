import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Expandables,
  InvalidRequest,
  MAX_ROWS,
  NotFound,
  type Page,
  type Tx,
  UUID_PATTERN,
  actingOf,
  assertFits,
  cursorPosition,
  expansionsOf,
  page,
  personOf,
  publicId,
  recordAudit,
} from '@app/kernel';
import { CallChanges } from './call-changes.js';
import { type Side, accept, end, isJoinable, legSeen } from './call-machine.js';
import { CallRooms, identityOf, roomOf } from './call-rooms.service.js';
import { Call } from './call.entity.js';
import {
  type AcceptCall,
  CALL_EXPANSIONS,
  type CallQuery,
  type CallView,
  type DeclineCall,
  type EndCall,
  type JoinView,
  type Presence,
} from './calls.dto.js';
import { callsCsv, chosen } from './calls.list.js';
import { AnsweredElsewhere, IllegalTransition, MediaServerUnavailable } from './calls.problems.js';
import { type LoadedCall, loadCalls, readCall, sideOf } from './calls.queries.js';
import { type Viewer, viewCall, viewCalls } from './calls.view.js';
import { MediaUnavailable } from './rooms.js';

/** Calls read at a time for a file. */
const CSV_CHUNK = 1_000;

/** What the two sides, and staff, do with a call. */
@Injectable()
export class CallsService {
  constructor(
    private readonly db: Db,
    private readonly changes: CallChanges,
    private readonly rooms: CallRooms,
    private readonly expandables: Expandables,
  ) {}

  /** @throws NotFound, UnknownExpansion, ApiKeyScopeMissing, Forbidden */
  async show(ctx: Context, id: string, expand?: string): Promise<CallView> {
    return this.db.read(ctx, async (tx) => {
      const call = await readCall(tx, id);
      const [view] = await this.expanded(tx, expand, [call.row], [await viewCall(tx, call, this.roleIn(ctx, call))]);
      return view!;
    });
  }

  /** The caller's or advisor's own calls; staff see all. Newest first. @throws UnknownExpansion, ApiKeyScopeMissing, Forbidden */
  async list(ctx: Context, query: CallQuery): Promise<Page<CallView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) => {
      const rows = await chosen(tx, query, before, query.limit + 1);
      const shown = rows.slice(0, query.limit);
      const expanded = await this.expanded(tx, query.expand, shown, await this.views(tx, shown));
      const views = new Map(expanded.map((view, index) => [shown[index]!.id, view]));
      return page(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => views.get(row.id)!,
      );
    });
  }

  /** The same rows as {@link list}, all of them, as CSV. Amounts are integers in minor units. @throws ExportTooLarge */
  async listCsv(ctx: Context, query: CallQuery): Promise<string> {
    return this.db.read(ctx, async (tx) => {
      const views: CallView[] = [];
      let before: string | undefined;
      for (;;) {
        const rows = await chosen(tx, query, before, CSV_CHUNK);
        views.push(...(await this.views(tx, rows)));
        before = rows.at(-1)?.id;
        if (rows.length < CSV_CHUNK || views.length > MAX_ROWS) return callsCsv(assertFits(views));
      }
    });
  }

  /** The live call of a person, for a screen that (re)connects. */
  async liveOf(ctx: Context): Promise<{ call: LoadedCall; side: Side; view: CallView } | undefined> {
    const { personId } = personOf(ctx);
    return this.db.read(ctx, async (tx) => {
      const row = await tx
        .createQueryBuilder(Call, 'c')
        .where(
          `c.licenseeId = :licenseeId and (c.callerId = :personId or c.advisorPersonId = :personId) and c.status <> 'ended'`,
          { licenseeId: ctx.licenseeId, personId },
        )
        .orderBy('c.id', 'DESC')
        .getOne();
      if (!row) return undefined;
      const call = await readCall(tx, row.id);
      const side = sideOf(row, personId)!;
      return { call, side, view: await viewCall(tx, call, side) };
    });
  }

  /** The advisor takes the call: the first accept wins. @throws NotFound, AnsweredElsewhere, IllegalTransition */
  async accept(ctx: Context, id: string, input: AcceptCall): Promise<CallView> {
    const device = input.deviceId ?? personOf(ctx).sessionId;
    const view = await this.changes.change(ctx, id, async (call, tx) => {
      this.require(ctx, call, 'advisor');
      const repeat = call.row.acceptedDevice === device && isJoinable(call.state);
      if (!repeat) {
        if (call.row.acceptedDevice !== null) throw new AnsweredElsewhere();
        if (!accept(call.state, tx.now)) throw new IllegalTransition('accepted', call.state.status);
        // From here a room may exist, so from here somebody has to close it.
        const taken = { acceptedDevice: device, roomOpen: true };
        Object.assign(call.row, taken);
        await tx.update(Call, { licenseeId: ctx.licenseeId, id }, taken);
      }
      return viewCall(tx, call, 'advisor');
    });
    // Saves the first joiner a round trip. When it fails, the join makes the room.
    await this.rooms.open(ctx, id).catch((error: unknown) => {
      if (!(error instanceof MediaUnavailable)) throw error;
    });
    return view;
  }

  /** The advisor declines. @throws NotFound, IllegalTransition */
  async decline(ctx: Context, id: string, input: DeclineCall): Promise<CallView> {
    return this.changes.change(ctx, id, async (call, tx) => {
      this.require(ctx, call, 'advisor');
      if (call.state.endReason !== 'declined') {
        if (call.state.status !== 'ringing') throw new IllegalTransition('declined', call.state.status);
        end(call.state, 'declined', tx.now, 'advisor');
        await tx.update(Call, { licenseeId: ctx.licenseeId, id }, { declineReason: input.reason ?? null });
      }
      return viewCall(tx, call, 'advisor');
    });
  }

  /** The caller gives up while it rings or connects. @throws NotFound, IllegalTransition */
  async cancel(ctx: Context, id: string): Promise<CallView> {
    return this.changes.change(ctx, id, (call, tx) => {
      this.require(ctx, call, 'caller');
      if (call.state.endReason !== 'cancelled') {
        if (!['ringing', 'accepted', 'connecting'].includes(call.state.status))
          throw new IllegalTransition('cancelled', call.state.status);
        end(call.state, 'cancelled', tx.now, 'caller');
      }
      return viewCall(tx, call, 'caller');
    });
  }

  /** A ticket into the room, also to come back after a loss. @throws NotFound, IllegalTransition, MediaServerUnavailable, NotInTestMode */
  async join(ctx: Context, id: string): Promise<JoinView> {
    const { side, medium } = await this.db.read(ctx, async (tx) => {
      const call = await readCall(tx, id);
      const found = sideOf(call.row, personOf(ctx).personId);
      if (found === undefined) throw new NotFound();
      if (!isJoinable(call.state)) throw new IllegalTransition('joined', call.state.status);
      return { side: found, medium: call.row.medium };
    });
    try {
      const ticket = await this.rooms.ticket(ctx, id, side, medium);
      return {
        url: ticket.url,
        token: ticket.token,
        room: roomOf(id),
        identity: identityOf(id, side),
        expiresAt: ticket.expiresAt.toISOString(),
      };
    } catch (error) {
      if (error instanceof MediaUnavailable) throw new MediaServerUnavailable();
      throw error;
    }
  }

  /** Hang-up by a side, or an end by staff, who say why. Repeating is fine. @throws NotFound, InvalidRequest */
  async end(ctx: Context, id: string, { reason }: EndCall): Promise<CallView> {
    return this.changes.change(ctx, id, async (call, tx) => {
      const role = this.roleIn(ctx, call);
      if (role === 'staff') await this.terminate(tx, call, reason);
      else if (call.state.status === 'ringing')
        end(call.state, role === 'caller' ? 'cancelled' : 'declined', tx.now, role);
      else end(call.state, role === 'caller' ? 'hangup_caller' : 'hangup_advisor', tx.now, role);
      return viewCall(tx, call, role);
    });
  }

  /** Proof of life of the caller's or advisor's current participant. It can only shorten a bill [E14]. @throws NotFound */
  async presence(ctx: Context, id: string, { sid, at }: Presence): Promise<void> {
    await this.changes.change(ctx, id, (call, tx) => {
      const side = sideOf(call.row, personOf(ctx).personId);
      if (side === undefined) throw new NotFound();
      legSeen(call.state, side, sid, tx.now, at === undefined ? tx.now : new Date(at));
    });
  }

  private async terminate(tx: Tx, call: LoadedCall, reason: string | undefined): Promise<void> {
    if (reason === undefined)
      throw new InvalidRequest([{ pointer: '/reason', detail: 'is needed when staff end a call' }]);
    const before = call.state.status;
    if (!end(call.state, 'admin_terminated', tx.now, 'nobody')) return;
    await recordAudit(tx, {
      action: 'call.terminated',
      subject: { kind: 'call', id: publicId('call', call.row.id) },
      before: { status: before },
      after: { status: call.state.status },
      reason,
    });
  }

  private async views(tx: Tx, rows: readonly Call[]): Promise<CallView[]> {
    return viewCalls(tx, await loadCalls(tx, rows), (call) => this.roleIn(tx.ctx, call));
  }

  /** Its people beside their ids, for who stands for the licensee: neither side sees the other's account. */
  private async expanded(
    tx: Tx,
    expand: string | undefined,
    rows: readonly Call[],
    views: readonly CallView[],
  ): Promise<CallView[]> {
    const wanted = expansionsOf(expand, CALL_EXPANSIONS);
    const { role } = actingOf(tx.ctx);
    if (role === 'end_user' || role === 'advisor') return [...views];
    return this.expandables.beside(tx, wanted, views, {
      caller: { is: 'user', ids: rows.map(({ callerId }) => callerId) },
      advisor: { ids: rows.map(({ advisorId }) => advisorId) },
    });
  }

  private require(ctx: Context, call: LoadedCall, side: Side): void {
    if (sideOf(call.row, personOf(ctx).personId) !== side) throw new NotFound();
  }

  /** Somebody else's call does not exist for end users and advisors. */
  private roleIn(ctx: Context, call: LoadedCall): Viewer {
    const { personId, role } = actingOf(ctx);
    const side = sideOf(call.row, personId);
    if (side !== undefined) return side;
    if (role === 'end_user' || role === 'advisor') throw new NotFound();
    return 'staff';
  }
}
