import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  NotFound,
  Outbox,
  type Page,
  type Tx,
  claimExternalId,
  lockOne,
  page,
  publicId,
  recordAudit,
} from '@app/kernel';
import { Advisor, type AdvisorStatus } from './advisor.entity.js';
import { AdvisorChanged, AdvisorMoved, advisorFact } from './advisors.events.js';
import { AdvisorMoveRefused } from './advisors.problems.js';
import { allAdvisors, seenOne } from './advisors.queries.js';
import { AdvisorsService } from './advisors.service.js';
import { LiveStatusSignals } from './live-status.js';
import {
  type ChangeStaffAdvisorRequest,
  type StaffAdvisorResponse,
  type StaffAdvisorsQuery,
  type SuspendAdvisorRequest,
  staffAdvisorView,
} from './staff-advisors.dto.js';

/** The moves there are. Everything else is refused, repeats too: two people of the staff should notice each other. */
const MOVES = {
  approved: { from: 'pending', to: 'active' },
  suspended: { from: 'active', to: 'suspended' },
  reinstated: { from: 'suspended', to: 'active' },
} as const satisfies Record<string, { from: AdvisorStatus; to: AdvisorStatus }>;

const CHANGEABLE = ['shareBp', 'displayName', 'headline', 'externalId', 'metadata'] as const;
type Changes = Partial<Pick<ChangeStaffAdvisorRequest, (typeof CHANGEABLE)[number]>>;

const pick = (input: Changes, names: readonly (keyof Changes)[]): Changes =>
  Object.fromEntries(names.map((name) => [name, input[name]]));

/** What staff do with advisors (features.md L4). Each act is in the audit log and on the advisor's open screens. */
@Injectable()
export class StaffAdvisorsService {
  constructor(
    private readonly db: Db,
    private readonly advisors: AdvisorsService,
    private readonly signals: LiveStatusSignals,
    private readonly outbox: Outbox,
  ) {}

  /** Everybody, newest first. */
  list(ctx: Context, query: StaffAdvisorsQuery): Promise<Page<StaffAdvisorResponse>> {
    return this.db.read(ctx, async (tx) => {
      const setting = await this.advisors.settingOf(tx);
      return page(
        await allAdvisors(tx, query),
        query.limit,
        ({ advisor }) => [advisor.id],
        (seen) => staffAdvisorView(seen, setting, tx.now),
      );
    });
  }

  /** @throws NotFound */
  show(ctx: Context, id: string): Promise<StaffAdvisorResponse> {
    return this.db.read(ctx, (tx) => this.view(tx, id));
  }

  /** Name, headline, commission and what the licensee's own systems know. Calls that were requested keep their shares. @throws NotFound, ShareTooHigh, ExternalIdTaken */
  change(ctx: Context, id: string, input: ChangeStaffAdvisorRequest): Promise<StaffAdvisorResponse> {
    return this.db.transaction(ctx, async (tx) => {
      await claimExternalId(tx, 'advisor', input.externalId, id);
      const advisor = await lockOne(tx, Advisor, id);
      if (input.shareBp !== undefined) await this.advisors.assertShare(tx, input.shareBp);
      const names = CHANGEABLE.filter(
        (name) => input[name] !== undefined && JSON.stringify(input[name]) !== JSON.stringify(advisor[name]),
      );
      if (names.length > 0) {
        await tx.update(Advisor, { licenseeId: ctx.licenseeId, id }, pick(input, names));
        // The names of what changed: the log cannot be erased, and all but the commission are words about a person.
        const { shareBp } = pick(input, names);
        await this.record(tx, id, 'changed', shareBp === undefined ? {} : { shareBp: advisor.shareBp }, {
          changed: names,
          ...(shareBp === undefined ? {} : { shareBp }),
        });
        await this.outbox.add(tx, AdvisorChanged, advisorFact({ ...advisor, ...pick(input, names) }));
        await this.signals.changed(tx, id);
      }
      return this.view(tx, id);
    });
  }

  /** Opens a pending profile. @throws NotFound, AdvisorMoveRefused */
  approve(ctx: Context, id: string): Promise<StaffAdvisorResponse> {
    return this.move(ctx, id, 'approved');
  }

  /** Closes a profile: offline and unlisted at once; a running call ends as it would. @throws NotFound, AdvisorMoveRefused */
  suspend(ctx: Context, id: string, { reason }: SuspendAdvisorRequest): Promise<StaffAdvisorResponse> {
    return this.move(ctx, id, 'suspended', reason);
  }

  /** Opens a suspended profile; the advisor goes online by themselves. @throws NotFound, LimitReached, AdvisorMoveRefused */
  reinstate(ctx: Context, id: string): Promise<StaffAdvisorResponse> {
    return this.move(ctx, id, 'reinstated');
  }

  private move(ctx: Context, id: string, act: keyof typeof MOVES, reason?: string): Promise<StaffAdvisorResponse> {
    const { from, to } = MOVES[act];
    return this.db.transaction(ctx, async (tx) => {
      if (act === 'reinstated') await this.advisors.assertRoomFor(tx, id);
      const advisor = await lockOne(tx, Advisor, id);
      const { status, available } = advisor;
      if (status !== from) throw new AdvisorMoveRefused(act, status);
      await tx.update(
        Advisor,
        { licenseeId: ctx.licenseeId, id },
        {
          status: to,
          offlineReason: to === 'suspended' ? 'suspended' : 'self',
          awayUntil: null,
          ...(available ? { available: false, availableChangedAt: tx.now } : {}),
        },
      );
      await this.record(tx, id, act, { status, available }, { status: to, available: false }, reason);
      await this.outbox.add(tx, AdvisorMoved, { ...advisorFact(advisor), move: act });
      await (available ? this.signals.availabilityChanged(tx, id) : this.signals.changed(tx, id));
      return this.view(tx, id);
    });
  }

  private record(
    tx: Tx,
    id: string,
    act: string,
    before: Record<string, unknown>,
    after: Record<string, unknown>,
    reason?: string,
  ): Promise<void> {
    return recordAudit(tx, {
      action: `advisor.${act}`,
      subject: { kind: 'advisor', id: publicId('advisor', id) },
      before,
      after,
      ...(reason === undefined ? {} : { reason }),
    });
  }

  private async view(tx: Tx, id: string): Promise<StaffAdvisorResponse> {
    const seen = await seenOne(tx, id);
    if (!seen) throw new NotFound();
    return staffAdvisorView(seen, await this.advisors.settingOf(tx), tx.now);
  }
}
