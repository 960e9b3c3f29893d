import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, type Tx, publicId, publicUrl } from '@app/kernel';
import { LicenseesService } from '@app/licensees';

/** Parts of an address for reports; both ids are public ones. */
export interface ReportAddress {
  readonly host: string;
  readonly licensee: string;
  readonly id: string;
}

/** The name that a text carries, and addresses on the host of the licensee: one for who reads it, one for its provider. */
@Injectable()
export class TextBrand {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly licensees: LicenseesService,
  ) {}

  nameOf(tx: Tx): Promise<string> {
    return this.licensees.nameOf(tx);
  }

  /** Where an advisor takes calls. */
  async linkOf(tx: Tx): Promise<string> {
    return `${publicUrl(this.config, await this.licensees.primaryHostOf(tx))}/pro/`;
  }

  /** Where the provider tells what became of a text. The signature of what it tells covers the address, so that the tenant in it is the one that we gave it. */
  async reportOf(tx: Tx, textId: string): Promise<string> {
    return this.reportAt({
      host: await this.licensees.primaryHostOf(tx),
      licensee: publicId('licensee', tx.ctx.licenseeId),
      id: publicId('text', textId),
    });
  }

  /** The same, as it was called. */
  reportAt({ host, licensee, id }: ReportAddress): string {
    return `${publicUrl(this.config, host)}/webhooks/texts/${licensee}/${id}`;
  }
}
