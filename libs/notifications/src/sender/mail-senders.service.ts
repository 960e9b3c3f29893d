import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, SecretBox, type SecretPlace, type Tx } from '@app/kernel';
import type { OutgoingMail } from '../mail/mail.js';
import { MailSender } from './mail-sender.entity.js';

export const dkimPlace = (licenseeId: string): SecretPlace => ({ licenseeId, column: 'mail_sender.private_key' });

/** From whom a mail leaves: the licensee's own domain once it is proved, else the platform's address under the licensee's name. */
@Injectable()
export class MailSenders {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'MAIL_FROM'>,
    private readonly box: SecretBox,
  ) {}

  async of(tx: Tx, name: string, isPlatform: boolean): Promise<Pick<OutgoingMail, 'from' | 'replyTo' | 'dkim'>> {
    const house = { from: { name, address: this.config.MAIL_FROM }, replyTo: null, dkim: null };
    if (isPlatform) return house;
    const own = await tx
      .createQueryBuilder(MailSender, 'sender')
      .addSelect('sender.privateKey')
      .where('sender.licenseeId = :licenseeId', { licenseeId: tx.ctx.licenseeId })
      .getOne();
    if (!own) return house;
    const { replyTo, domain, localPart, selector, privateKey, verifiedAt } = own;
    if (verifiedAt === null || domain === null || localPart === null || selector === null || privateKey === null)
      return { ...house, replyTo };
    return {
      from: { name, address: `${localPart}@${domain}` },
      replyTo,
      dkim: { domain, selector, privateKey: this.box.open(dkimPlace(tx.ctx.licenseeId), privateKey) },
    };
  }
}
