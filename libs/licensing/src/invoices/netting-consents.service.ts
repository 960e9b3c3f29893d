import { Injectable } from '@nestjs/common';
import { In, LessThan } from 'typeorm';
import { MoneyRulesService, OPERATOR_CONTEXT, StripeContexts } from '@app/billing';
import {
  type Context,
  Db,
  type Page,
  type PageQuery,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  newId,
  page,
  personOf,
  publicId,
  recordAudit,
} from '@app/kernel';
import { licenceToChange } from '../licence/licence.queries.js';
import { LicenceInvoice } from './invoice.entity.js';
import { NettingImpossible, NettingWordingOutdated } from './invoice.problems.js';
import {
  type GiveNettingConsent,
  type NettingState,
  type NettingView,
  consentView,
  nettingView,
} from './netting.dto.js';
import { LicenceNetting, NettingConsent } from './netting.entity.js';
import { standingConsent } from './netting.queries.js';
import { NettingsService } from './nettings.service.js';

/** Revision of the words that are agreed to (`licence.netting.agreement` of the admin). Other words are another revision, and the next consent names it. */
const WORDING = 1;

/**
 * A licensee agrees that its invoices are settled from its share, or takes that back for what is not settled yet. A consent is never changed and never deleted: who gave it,
 * when, to which words, and who withdrew it when. It is given and withdrawn under the lock of the licence, under which nettings read it.
 */
@Injectable()
export class NettingConsentsService {
  constructor(
    private readonly db: Db,
    private readonly rules: MoneyRulesService,
    private readonly contexts: StripeContexts,
    private readonly nettings: NettingsService,
  ) {}

  show(ctx: Context): Promise<NettingState> {
    return this.db.read(ctx, (tx) => this.state(tx));
  }

  /** Agrees; what is open is settled at once. Agreeing again to the same words changes nothing. @throws NotFound without a licence, NettingImpossible, NettingWordingOutdated */
  async give(ctx: Context, { wording }: GiveNettingConsent): Promise<NettingState> {
    await this.db.transaction(ctx, async (tx) => {
      await licenceToChange(tx);
      await this.contexts.hold(tx);
      if ((await this.contexts.now(tx)) !== OPERATOR_CONTEXT)
        throw new NettingImpossible((await this.rules.of(tx)).topology);
      if (wording !== WORDING) throw new NettingWordingOutdated(WORDING);
      const before = await standingConsent(tx);
      if (before?.wording === WORDING) return;
      if (before) await this.end(tx, before);
      const id = newId();
      const { licenseeId } = ctx;
      await tx.insert(NettingConsent, { licenseeId, id, wording, givenBy: personOf(ctx).personId, givenAt: tx.now });
      await recordAudit(tx, { action: 'netting_consent.given', subject: subjectOf(ctx), after: { wording } });
    });
    await this.nettings.settle(ctx);
    return this.show(ctx);
  }

  /** Nothing more is settled from the share; what was stays settled. Repeating it changes nothing. @throws NotFound without a licence */
  async withdraw(ctx: Context): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      await licenceToChange(tx);
      const consent = await standingConsent(tx);
      if (!consent) return;
      await this.end(tx, consent);
      await recordAudit(tx, {
        action: 'netting_consent.withdrawn',
        subject: subjectOf(ctx),
        before: { wording: consent.wording },
      });
    });
  }

  /** What was taken from the share of the tenant, and what went back, newest first. */
  list(ctx: Context, query: PageQuery): Promise<Page<NettingView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0];
    const { licenseeId } = ctx;
    return this.db.read(ctx, async (tx) => {
      const rows = await tx.find(LicenceNetting, {
        where: { licenseeId, ...(before === undefined ? {} : { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: query.limit + 1,
      });
      const invoices = await tx.find(LicenceInvoice, {
        select: { id: true, number: true },
        where: { licenseeId, id: In(rows.map(({ invoiceId }) => invoiceId)) },
      });
      const numbers = new Map(invoices.map(({ id, number }) => [id, number]));
      return page(
        rows,
        query.limit,
        ({ id }) => [id],
        (row) => nettingView(row, numbers.get(row.invoiceId)!),
      );
    });
  }

  private async state(tx: Tx): Promise<NettingState> {
    const consent = await standingConsent(tx);
    return {
      isPossible: (await this.contexts.now(tx)) === OPERATOR_CONTEXT,
      topology: (await this.rules.of(tx)).topology,
      wording: WORDING,
      consent: consent && consentView(consent),
    };
  }

  private async end(tx: Tx, { licenseeId, id }: NettingConsent): Promise<void> {
    await tx.update(
      NettingConsent,
      { licenseeId, id },
      { withdrawnBy: personOf(tx.ctx).personId, withdrawnAt: tx.now },
    );
  }
}

const subjectOf = ({ licenseeId }: Context): { kind: string; id: string } => ({
  kind: 'licensee',
  id: publicId('licensee', licenseeId),
});
