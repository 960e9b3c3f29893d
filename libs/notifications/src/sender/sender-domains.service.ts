import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  Every,
  InvalidRequest,
  NotFound,
  SecretBox,
  type Tx,
  log,
  recordAudit,
  systemContext,
} from '@app/kernel';
import { Dns } from '@app/licensees';
import { MailSender } from './mail-sender.entity.js';
import type { MailSenderView, SaveMailSender } from './mail-sender.dto.js';
import { dkimPlace } from './mail-senders.service.js';
import { dkimState, dmarcState, foundIn, recordsOf, spfState } from './sender-records.js';

type SenderConfig = Pick<Config, 'MAIL_FROM' | 'MAIL_SPF_INCLUDE' | 'PLATFORM_TARGET_HOST'>;

const makeKey = promisify(generateKeyPair);

/** A licensee's own sender domain [A14]: a key of its own for DKIM, the records to set, and the look-up before a mail leaves from it. */
@Injectable()
export class SenderDomainsService {
  constructor(
    @Inject(CONFIG) private readonly config: SenderConfig,
    private readonly db: Db,
    private readonly dns: Dns,
    private readonly box: SecretBox,
  ) {}

  show(ctx: Context): Promise<MailSenderView> {
    return this.db.read(ctx, async (tx) => this.view(await this.find(tx)));
  }

  /** Another domain gets another key and has to be proved anew. @throws InvalidRequest for a domain of the platform */
  async save(ctx: Context, { replyTo, address }: SaveMailSender): Promise<MailSenderView> {
    const [localPart = null, domain = null] = address?.split('@') ?? [];
    if (domain !== null && this.isOurs(domain))
      throw new InvalidRequest([{ pointer: '/address', detail: 'must be on a domain of your own' }]);
    const before = await this.db.read(ctx, (tx) => this.find(tx));
    const isNew = domain !== null && domain !== before?.domain;
    // Making a key takes a while: not inside the transaction.
    const key = isNew ? await this.newKey(ctx.licenseeId) : undefined;
    const saved = await this.db.transaction(ctx, async (tx) => {
      const kept = await this.find(tx);
      // Somebody else saved another domain meanwhile: this one needs a key after all.
      if (domain !== null && !key && kept?.domain !== domain) return undefined;
      const own = { licenseeId: ctx.licenseeId };
      const wanted = {
        replyTo,
        ...(domain === null
          ? { domain, localPart, selector: null, publicKey: null, privateKey: null, ...UNCHECKED }
          : key
            ? { domain, localPart, ...key, ...UNCHECKED }
            : { domain, localPart }),
      };
      // A row without its key is refused before Postgres looks for one to update, so what stays is not inserted.
      if (kept) await tx.update(MailSender, own, wanted);
      else await tx.upsert(MailSender, { ...own, ...wanted }, ['licenseeId']);
      await recordAudit(tx, {
        action: 'mail_sender.changed',
        subject: { kind: 'mail_sender', id: 'own' },
        before: { replyTo: kept?.replyTo ?? null, domain: kept?.domain ?? null },
        after: { replyTo, domain },
      });
      return this.view(await this.find(tx));
    });
    return saved ?? this.save(ctx, { replyTo, address });
  }

  /** Looks the records up. What name servers could not say leaves things as they were. @throws NotFound without an own domain */
  async check(ctx: Context): Promise<MailSenderView> {
    const sender = await this.db.read(ctx, (tx) => this.find(tx));
    const own = sender && domainOf(sender);
    if (!own) throw new NotFound();
    const [spf, dkim, dmarc] = await Promise.all(
      recordsOf(own, this.config.MAIL_SPF_INCLUDE).map(async ({ name }) => foundIn(await this.dns.txt(name))),
    );
    return this.db.transaction(ctx, async (tx) => {
      const current = await this.find(tx);
      // Changed while the name servers were asked: this answer is about another domain.
      if (current?.publicKey !== own.publicKey) return this.view(current);
      const states = {
        spf: spf ? spfState(spf, this.config.MAIL_SPF_INCLUDE) : current.spf,
        dkim: dkim ? dkimState(dkim, own.publicKey) : current.dkim,
        dmarc: dmarc ? dmarcState(dmarc) : current.dmarc,
      };
      const isProved = states.spf === 'right' && states.dkim === 'right';
      const verifiedAt = isProved ? (current.verifiedAt ?? tx.now) : null;
      await tx.update(MailSender, { licenseeId: ctx.licenseeId }, { ...states, checkedAt: tx.now, verifiedAt });
      if ((verifiedAt === null) !== (current.verifiedAt === null))
        await recordAudit(tx, {
          action: isProved ? 'mail_sender.verified' : 'mail_sender.lost',
          subject: { kind: 'mail_sender', id: 'own' },
          after: states,
        });
      return this.view(await this.find(tx));
    });
  }

  /** A record that was taken away would make the mails look forged: they leave from the platform again. */
  @Every('23 * * * *', 'notifications.recheck_senders')
  async recheck(): Promise<void> {
    for (const { id } of await this.db.resolve<{ id: string }>('select app.business_licensee_ids() as id')) {
      const ctx = systemContext(id, 'notifications.recheck_senders');
      const sender = await this.db.read(ctx, (tx) => this.find(tx));
      if (sender?.domain != null)
        await this.check(ctx).catch((error: unknown) =>
          log.error({ err: error, licenseeId: id }, 'a sender domain cannot be checked'),
        );
    }
  }

  private isOurs(domain: string): boolean {
    const own = [this.config.MAIL_FROM.split('@')[1]!, this.config.PLATFORM_TARGET_HOST];
    return own.some((name) => domain === name || domain.endsWith(`.${name}`));
  }

  private async newKey(licenseeId: string): Promise<Pick<MailSender, 'selector' | 'publicKey' | 'privateKey'>> {
    const { publicKey, privateKey } = await makeKey('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    return {
      selector: `m${randomBytes(5).toString('hex')}`,
      publicKey: publicKey.toString('base64'),
      privateKey: this.box.seal(dkimPlace(licenseeId), privateKey),
    };
  }

  private find(tx: Tx): Promise<MailSender | null> {
    return tx.findOneBy(MailSender, { licenseeId: tx.ctx.licenseeId });
  }

  private view(sender: MailSender | null): MailSenderView {
    const own = sender && domainOf(sender);
    const address = own ? `${own.localPart}@${own.domain}` : null;
    return {
      replyTo: sender?.replyTo ?? null,
      address,
      from: address !== null && sender?.verifiedAt != null ? address : this.config.MAIL_FROM,
      records: own
        ? recordsOf(own, this.config.MAIL_SPF_INCLUDE).map((record) => ({ ...record, state: sender[record.kind] }))
        : [],
      checkedAt: sender?.checkedAt?.toISOString() ?? null,
      verifiedAt: sender?.verifiedAt?.toISOString() ?? null,
    };
  }
}

const UNCHECKED = { spf: 'missing', dkim: 'missing', dmarc: 'missing', checkedAt: null, verifiedAt: null } as const;

function domainOf({ domain, localPart, selector, publicKey }: MailSender) {
  return domain === null || localPart === null || selector === null || publicKey === null
    ? undefined
    : { domain, localPart, selector, publicKey };
}
