import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  NotFound,
  type Tx,
  actingOf,
  keyIdOf,
  newId,
  publicId,
  rowsOf,
  taxWithin,
  toJsonMinor,
} from '@app/kernel';
import { LicenseesService, Sellers } from '@app/licensees';
import { pausesOf } from './call-machine.js';
import type { ReceiptKeyView, ReceiptView } from './calls.dto.js';
import { ReceiptNotReady } from './calls.problems.js';
import { type LoadedCall, readCall, sideOf } from './calls.queries.js';
import type { Sponsored } from './free-time.service.js';
import { type Split, type Terms, storeTerms } from './pricing.js';
import { type Receipt, hashOfEvent, intervalsOf, signReceipt } from './receipts.js';

interface Figures {
  readonly connectedSeconds: number;
  readonly billedSeconds: number;
  readonly priceMinor: bigint;
  readonly promoMinor: bigint;
  readonly split: Split;
  readonly waived: 'advisor_hung_up_early' | null;
  readonly sponsored: Sponsored | null;
}

/** Who owes the tax, where it is not the seller: an invoice says so (Article 226, 11a). */
const reverseChargeOf = ({ taxed }: Terms): Pick<NonNullable<Receipt['tax']>, 'reverseCharge'> =>
  taxed?.reverseCharge && taxed.business
    ? { reverseCharge: { company: taxed.business.company, vatNumber: taxed.business.vatNumber } }
    : {};

/** Issues and shows signed receipts [E21]. */
@Injectable()
export class ReceiptsService {
  private readonly privateKey: KeyObject;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly sellers: Sellers,
  ) {
    this.privateKey = createPrivateKey(config.RECEIPT_PRIVATE_KEY);
  }

  /**
   * Issues the receipt of a call in the transaction that settles it. The receipts of a payer form a hash chain; the payer's wallet is locked by the
   * settlement, so the chain needs no lock of its own.
   */
  async issue(tx: Tx, { row, state }: LoadedCall, figures: Figures): Promise<void> {
    const [previous] = await rowsOf<{ number: number; hash: Buffer }>(
      tx,
      'select number, hash from app.receipt where licensee_id = $1 and payer_id = $2 order by number desc limit 1',
      [row.licenseeId, row.callerId],
    );
    const [advisor] = await rowsOf<{ display_name: string }>(
      tx,
      'select display_name from app.advisor where licensee_id = $1 and id = $2',
      [row.licenseeId, row.advisorId],
    );
    const { stated: seller } = await this.sellers.ofCalls(tx);
    const id = newId();
    const receipt: Receipt = {
      version: 1,
      id: publicId('receipt', id),
      number: (previous?.number ?? 0) + 1,
      licensee: { id: publicId('licensee', row.licenseeId), name: await this.licensees.nameOf(tx) },
      ...(seller && { seller }),
      payerId: publicId('person', row.callerId),
      advisor: { id: publicId('advisor', row.advisorId), name: advisor!.display_name },
      call: {
        id: publicId('call', row.id),
        medium: row.medium,
        requestedAt: row.requestedAt.toISOString(),
        startedAt: state.startedAt!.toISOString(),
        endedAt: state.endedAt!.toISOString(),
        endReason: state.endReason!,
      },
      terms: storeTerms(state.terms),
      intervals: intervalsOf(state.segments),
      pauses: pausesOf(state).map(({ from, to, cause }) => ({ from: from.toISOString(), to: to.toISOString(), cause })),
      connectedSeconds: figures.connectedSeconds,
      billedSeconds: figures.billedSeconds,
      waived: figures.waived,
      currency: row.currency,
      priceMinor: toJsonMinor(figures.priceMinor),
      paidMinor: toJsonMinor(figures.priceMinor - figures.promoMinor),
      promoMinor: toJsonMinor(figures.promoMinor),
      split: {
        advisorMinor: toJsonMinor(figures.split.advisorMinor),
        licenseeMinor: toJsonMinor(figures.split.licenseeMinor),
        operatorMinor: toJsonMinor(figures.split.operatorMinor),
        taxMinor: toJsonMinor(figures.split.taxMinor),
      },
      transactionId: row.settlementId === null ? null : publicId('transaction', row.settlementId),
      tax: {
        country: state.terms.taxed?.country ?? null,
        rateBp: state.terms.taxRateBp,
        priceNetMinor: toJsonMinor(figures.priceMinor - taxWithin(figures.priceMinor, state.terms.taxRateBp)),
        paidNetMinor: toJsonMinor(figures.priceMinor - figures.promoMinor - figures.split.taxMinor),
        taxMinor: toJsonMinor(figures.split.taxMinor),
        ...reverseChargeOf(state.terms),
      },
      ...(figures.sponsored && {
        sponsored: {
          ...figures.sponsored,
          priceMinor: toJsonMinor(figures.sponsored.priceMinor),
          transactionId: row.sponsorTransactionId === null ? null : publicId('transaction', row.sponsorTransactionId),
        },
      }),
      evidence: await this.evidence(tx, row.id),
      previousHash: previous?.hash.toString('hex') ?? null,
      issuedAt: tx.now.toISOString(),
    };
    const signed = signReceipt(receipt, this.privateKey);
    await rowsOf(
      tx,
      `insert into app.receipt (licensee_id, id, call_id, payer_id, number, body, hash, previous_hash, signature, key_id, issued_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        row.licenseeId,
        id,
        row.id,
        row.callerId,
        receipt.number,
        signed.body,
        Buffer.from(signed.hash, 'hex'),
        previous?.hash ?? null,
        Buffer.from(signed.signature, 'base64'),
        signed.keyId,
        tx.now,
      ],
    );
  }

  /** The receipt of a call, for its payer or staff. @throws NotFound, ReceiptNotReady */
  async show(ctx: Context, callId: string): Promise<ReceiptView> {
    return this.db.read(ctx, async (tx) => {
      const actor = actingOf(ctx);
      const { row } = await readCall(tx, callId);
      const ownOrStaff = actor.role === 'end_user' ? sideOf(row, actor.personId) === 'caller' : true;
      if (!ownOrStaff) throw new NotFound();
      const [found] = await rowsOf<{ body: string; hash: Buffer; signature: Buffer; key_id: string }>(
        tx,
        'select body, hash, signature, key_id from app.receipt where licensee_id = $1 and call_id = $2',
        [ctx.licenseeId, callId],
      );
      if (!found) throw new ReceiptNotReady();
      return {
        receipt: JSON.parse(found.body) as Record<string, unknown>,
        hash: found.hash.toString('hex'),
        signature: found.signature.toString('base64'),
        keyId: found.key_id,
      };
    });
  }

  /** The public key that checks receipts. */
  key(): ReceiptKeyView {
    const publicKey = createPublicKey(this.privateKey);
    return {
      keyId: keyIdOf(publicKey),
      algorithm: 'Ed25519',
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    };
  }

  private async evidence(tx: Tx, callId: string): Promise<Receipt['evidence']> {
    const events = await rowsOf<{ event_id: string; type: string; created_at: Date; payload: unknown }>(
      tx,
      `select event_id, type, created_at, payload from app.livekit_event
        where licensee_id = $1 and call_id = $2 and type in ('participant_joined', 'participant_left') order by created_at, id`,
      [tx.ctx.licenseeId, callId],
    );
    return events.map((event) => ({
      eventId: event.event_id,
      type: event.type,
      at: event.created_at.toISOString(),
      sha256: hashOfEvent(event.payload),
    }));
  }
}
