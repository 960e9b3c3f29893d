import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, type Tx, publicId, publicUrl } from '@app/kernel';
import { LicenseesService } from '@app/licensees';

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

  /** Where the provider tells what became of a text. */
  async reportOf(tx: Tx, textId: string): Promise<string> {
    return this.reportAt(await this.licensees.primaryHostOf(tx), textId);
  }

  /** The same, for the host that it came to. */
  reportAt(host: string, textId: string): string {
    return `${publicUrl(this.config, host)}/webhooks/texts/${publicId('text', textId)}`;
  }
}
