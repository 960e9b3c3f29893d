import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Always, Db, SecretBox, counters, log, publicId, systemContext } from '@app/kernel';
import { messageExample } from '../events/message.js';
import { CATALOGUE } from '../events/catalogue.js';
import { type Claim, DeliveryQueue } from './delivery-queue.js';
import { type Answer, HttpSender } from './http-sender.js';
import { secretPlaces } from './secrets.js';
import { signedHeaders } from './signature.js';

/** Sends under way in one process. */
const SLOTS = 60;
/** Endpoints that fail may not take more, so that those which answer never wait for those which do not. */
const SLOTS_OF_FAILING = 20;
/** Nor may one licensee. */
const SLOTS_OF_LICENSEE = 15;
/** Endpoints of each kind, those that fail and those that do not, which are looked at in one pass. */
const LOOK_AT = 200;

/** A try that broke on our side is a failure as any other: it is kept, shown, and follows the schedule, instead of coming back for ever. */
const NOT_SENT: Answer = {
  failure: 'interrupted',
  statusCode: null,
  retryAfter: undefined,
  body: null,
  durationMs: 0,
};

interface UnderWay {
  readonly licenseeId: string;
  readonly isFailing: boolean;
}

/** Sends what waits, fairly: in turns over licensees, bounded per endpoint, per licensee and for all that fail. */
@Injectable()
export class WebhookSender implements OnModuleDestroy {
  private readonly underWay = new Map<Promise<void>, UnderWay>();
  private stopping = false;

  constructor(
    private readonly db: Db,
    private readonly queue: DeliveryQueue,
    private readonly http: HttpSender,
    private readonly box: SecretBox,
  ) {}

  /** Takes what there is room for and does not wait for its end: a receiver that takes its time holds nobody up. */
  @Always(100, 'webhooks.send')
  async send(): Promise<void> {
    if (this.stopping || this.underWay.size >= SLOTS) return;
    const due = await this.db.resolve<{ licensee_id: string; id: string; is_failing: boolean }>(
      'select * from app.due_webhook_endpoints($1, $2)',
      [await this.db.now(), LOOK_AT],
    );
    for (const { licensee_id: licenseeId, id, is_failing: isFailing } of due) {
      const room = this.roomFor({ licenseeId, isFailing });
      if (room <= 0) continue;
      const claims = await this.queue
        .claim(systemContext(licenseeId, 'webhooks.send'), id, room)
        .catch((error: unknown) => {
          log.error({ err: error, licenseeId }, 'messages of a webhook endpoint cannot be taken; tried again');
          return [];
        });
      for (const claim of claims) this.begin(claim, { licenseeId, isFailing });
    }
  }

  /** When nothing is under way any more. */
  async settled(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay.keys());
  }

  /** What is under way ends, within its time-out; what comes after belongs to others. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.settled();
  }

  private roomFor({ licenseeId, isFailing }: UnderWay): number {
    const all = [...this.underWay.values()];
    const ofLicensee = all.filter((one) => one.licenseeId === licenseeId).length;
    const ofFailing = all.filter((one) => one.isFailing).length;
    return Math.min(
      SLOTS - all.length,
      SLOTS_OF_LICENSEE - ofLicensee,
      isFailing ? SLOTS_OF_FAILING - ofFailing : SLOTS,
    );
  }

  private begin(claim: Claim, whose: UnderWay): void {
    const work: Promise<void> = this.deliver(whose.licenseeId, claim)
      .then((isTaken) => (isTaken ? this.refill(claim.endpointId, whose) : undefined))
      // Not lost: the claim runs out, and the message is sent again.
      .catch((error: unknown) => log.error({ err: error, ...whose }, 'the result of a webhook cannot be kept'))
      .finally(() => this.underWay.delete(work));
    this.underWay.set(work, whose);
  }

  /** An endpoint that answers gets its next message at once, as long as there is plenty of room for those whose turn comes. */
  private async refill(endpointId: string, whose: UnderWay): Promise<void> {
    const room = this.roomFor(whose);
    if (this.stopping || room <= 0 || this.underWay.size > SLOTS / 2) return;
    const claims = await this.queue.claim(systemContext(whose.licenseeId, 'webhooks.send'), endpointId, room);
    for (const claim of claims) this.begin(claim, whose);
  }

  private async deliver(licenseeId: string, claim: Claim): Promise<boolean> {
    const answer = await this.post(licenseeId, claim).catch((error: unknown) => {
      log.error({ err: error, licenseeId, endpointId: claim.endpointId }, 'a webhook cannot be sent');
      return NOT_SENT;
    });
    counters.webhooksSent.inc({ outcome: answer.failure ?? 'delivered' });
    await this.queue.record(systemContext(licenseeId, 'webhooks.send'), claim, answer);
    return answer.failure === null;
  }

  /** @throws SealBroken when the key that sealed the secret is gone */
  private async post(licenseeId: string, claim: Claim): Promise<Answer> {
    const { id, body } = messageOf(claim);
    const places = secretPlaces(licenseeId, claim.endpointId);
    const secrets = [this.box.open(places.current, claim.sealedSecret)];
    if (claim.sealedPreviousSecret !== null) secrets.push(this.box.open(places.previous, claim.sealedPreviousSecret));
    return this.http.post(claim.url, signedHeaders(secrets, id, new Date(), body), body);
  }
}

/** The bytes that are signed are the bytes that are sent; at each try the same. */
export function messageOf({ deliveryId, event, type, subject, livemode, sequence, createdAt }: MessageParts): {
  id: string;
  body: Buffer;
} {
  const id = publicId('event', event?.id ?? deliveryId);
  const message = event
    ? {
        id,
        type,
        timestamp: event.occurredAt.toISOString(),
        subject,
        livemode,
        sequence: sequence === null ? null : Number.parseInt(sequence.toString(), 10),
        data: event.data,
      }
    : { ...messageExample(CATALOGUE.get(type)!), id, timestamp: createdAt.toISOString(), livemode, sequence: null };
  return { id, body: Buffer.from(JSON.stringify(message), 'utf8') };
}

type MessageParts = Pick<Claim, 'deliveryId' | 'event' | 'type' | 'subject' | 'livemode' | 'sequence' | 'createdAt'>;
