import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  NotFound,
  type Page,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  page,
  publicId,
  recordAudit,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { PersonsService, hasMailAddress } from '@app/identity';
import { LicenseesService } from '@app/licensees';
import type {
  DisputeDetails,
  DisputeStepView,
  DisputeView,
  DisputesQuery,
  EvidenceView,
  SubmitEvidence,
} from './disputes.dto.js';
import { DisputeNotOpen } from './disputes.problems.js';
import { DisputeBearers } from './dispute-bearers.service.js';
import { type DisputeRow, lockDispute, writeDispute, writeStep } from './dispute-rows.js';
import { DisputesService } from './disputes.service.js';
import { Disputes } from './disputes.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { FraudWarningDesk } from './fraud-warning-desk.service.js';

/** Stripe takes 150,000 characters in all. */
const MAX_RECORDS = 120_000;
const NEEDS_RESPONSE = new Set(['needs_response', 'warning_needs_response', 'appeal_needs_response']);

type ListedRow = DisputeRow & { person_name: string };

/** Disputes as staff see and answer them: the evidence is built from the signed records of the calls [J13]. */
@Injectable()
export class DisputeDesk {
  constructor(
    private readonly db: Db,
    private readonly service: DisputesService,
    private readonly bearers: DisputeBearers,
    private readonly persons: PersonsService,
    private readonly licensees: LicenseesService,
    private readonly disputes: Disputes,
    private readonly contexts: StripeContexts,
    private readonly warnings: FraudWarningDesk,
  ) {}

  async list(ctx: Context, query: DisputesQuery): Promise<Page<DisputeView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0] ?? null;
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<ListedRow>(
        tx,
        `${DISPUTES} and ($2::text is null or (d.outcome is null) = ($2 = 'open')) and ($3::uuid is null or d.id < $3) order by d.id desc limit $4`,
        [ctx.licenseeId, query.state ?? null, before, query.limit + 1],
      );
      return page(rows, query.limit, (row) => [row.id], view);
    });
  }

  /** One dispute with its record and the evidence as it would be sent. @throws NotFound */
  async show(ctx: Context, id: string): Promise<DisputeDetails> {
    return this.db.read(ctx, async (tx) => {
      const row = await this.byId(tx, id);
      return {
        ...view(row),
        steps: await this.steps(tx, id),
        warnings: await this.warnings.ofTopUp(tx, row.top_up_id),
        evidence: await this.evidence(tx, row),
      };
    });
  }

  /** Sends the evidence, once. @throws NotFound, DisputeNotOpen, PaymentsUnavailable */
  async submit(ctx: Context, id: string, input: SubmitEvidence): Promise<DisputeDetails> {
    const { row, evidence } = await this.db.transaction(ctx, async (tx) => {
      const found = await this.byId(tx, id);
      const locked = (await lockDispute(tx, found.stripe_dispute_id))!;
      if (!NEEDS_RESPONSE.has(locked.status)) throw new DisputeNotOpen(locked.status);
      const made = await this.evidence(tx, found);
      await recordAudit(tx, {
        action: 'dispute.evidence_sent',
        subject: { kind: 'dispute', id: publicId('dispute', id) },
        ...(input.statement === undefined ? {} : { reason: input.statement.slice(0, 500) }),
      });
      return { row: locked, evidence: withStatement(made, input.statement) };
    });
    const facts = await this.disputes.submitEvidence(
      await this.contexts.of(ctx),
      row.stripe_dispute_id,
      row.evidence_revision + 1,
      evidence,
    );
    await this.db.transaction(ctx, async (tx) => {
      await lockDispute(tx, row.stripe_dispute_id);
      await writeDispute(tx, id, {
        evidence_sent_at: tx.now,
        evidence_revision: row.evidence_revision + 1,
      });
      await writeStep(tx, id, 'evidence_sent');
    });
    await this.service.apply(ctx, facts);
    return this.show(ctx, id);
  }

  /** Gives it up: cheaper than losing it with a second fee. @throws NotFound, DisputeNotOpen, PaymentsUnavailable */
  async accept(ctx: Context, id: string): Promise<DisputeDetails> {
    const row = await this.db.transaction(ctx, async (tx) => {
      const found = await this.byId(tx, id);
      if (!NEEDS_RESPONSE.has(found.status)) throw new DisputeNotOpen(found.status);
      await writeStep(tx, id, 'accepted');
      await recordAudit(tx, { action: 'dispute.accepted', subject: { kind: 'dispute', id: publicId('dispute', id) } });
      return found;
    });
    await this.service.apply(ctx, await this.disputes.accept(await this.contexts.of(ctx), row.stripe_dispute_id));
    return this.show(ctx, id);
  }

  private async evidence(tx: Tx, row: DisputeRow): Promise<EvidenceView> {
    const [payment] = await rowsOf<{ created_at: Date }>(
      tx,
      'select created_at from app.top_up where licensee_id = $1 and id = $2',
      [tx.ctx.licenseeId, row.top_up_id],
    );
    const person = await this.persons.byId(tx, row.person_id);
    const brand = await this.licensees.nameOf(tx);
    const records = await this.bearers.source().since(tx, row.person_id, payment!.created_at);
    const last = records.at(-1);
    const text = records
      .map(({ summary, record }) => (record === null ? summary : `${summary}\n${record}`))
      .join('\n\n');
    return {
      productDescription: `Prepaid credit for advice by voice or video call at ${brand}, charged per call or second. The payment was made on ${payment!.created_at.toISOString()} and credited at once.`,
      customerName: person.displayName,
      customerEmail: hasMailAddress(person) ? person.email : '',
      serviceDate: (last?.at ?? payment!.created_at).toISOString().slice(0, 10),
      serviceDocumentation:
        records.length === 0
          ? 'The credit was not used; it is still on the account.'
          : `Calls since the payment, from the media server's record of both sides, each with its signed receipt:\n\n${text}`.slice(
              0,
              MAX_RECORDS,
            ),
      refundPolicy:
        'Unused credit can be paid back to the card at any time in the wallet. The price, the rounding and the money reserved were shown before each call, and accepted.',
    };
  }

  private async steps(tx: Tx, id: string): Promise<DisputeStepView[]> {
    const rows = await rowsOf<{
      at: Date;
      step: string;
      detail: string | null;
      amount: bigint | null;
      name: string | null;
    }>(
      tx,
      `select s.at, s.step, s.detail, s.amount, p.display_name as name from app.dispute_step s
         left join app.person p on p.licensee_id = s.licensee_id and p.id = s.by_person_id
        where s.licensee_id = $1 and s.dispute_id = $2 order by s.id`,
      [tx.ctx.licenseeId, id],
    );
    return rows.map((row) => ({
      at: row.at.toISOString(),
      step: row.step,
      detail: row.detail,
      amountMinor: row.amount === null ? null : toJsonMinor(row.amount),
      by: row.name,
    }));
  }

  private async byId(tx: Tx, id: string): Promise<ListedRow> {
    const [row] = await rowsOf<ListedRow>(tx, `${DISPUTES} and d.id = $2`, [tx.ctx.licenseeId, id]);
    if (!row) throw new NotFound();
    return row;
  }
}

const DISPUTES = `
  select d.*, p.display_name as person_name from app.dispute d join app.person p on p.licensee_id = d.licensee_id and p.id = d.person_id
   where d.licensee_id = $1`;

const withStatement = (evidence: EvidenceView, statement: string | undefined): EvidenceView =>
  statement === undefined
    ? evidence
    : { ...evidence, serviceDocumentation: `${statement}\n\n${evidence.serviceDocumentation}` };

const view = (row: ListedRow): DisputeView => ({
  id: publicId('dispute', row.id),
  topUpId: publicId('topUp', row.top_up_id),
  personId: publicId('person', row.person_id),
  personName: row.person_name,
  amountMinor: toJsonMinor(row.amount),
  frozenMinor: toJsonMinor(row.frozen_amount),
  currency: row.currency,
  reason: row.reason,
  status: row.status,
  outcome: row.outcome,
  evidenceDueAt: row.evidence_due_at?.toISOString() ?? null,
  evidenceSentAt: row.evidence_sent_at?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
  closedAt: row.closed_at?.toISOString() ?? null,
});
