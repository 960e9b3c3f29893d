import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, type Context, Db, NotFound, parseId, publicUrl } from '@app/kernel';
import { AdvisorsService } from '@app/advisors';
import { BrandService, LicenseesService } from '@app/licensees';
import type { Palette } from '@app/theme';
import { Themes } from './themes.service.js';
import { webFiles } from './web-files.js';

interface EmbedScheme {
  readonly solid: string;
  readonly hover: string;
  readonly onSolid: string;
  readonly edge: string;
  readonly focus: string;
}

/** What a call button on somebody else's page shows: what every visitor of the directory sees, and the look. */
export interface EmbeddedAdvisor {
  readonly name: string;
  readonly status: string;
  /** Lowest price of a minute now, in minor units; null when no kind of call is offered. */
  readonly rateMinor: number | null;
  readonly currency: string;
  /** The page that the call starts from. */
  readonly url: string;
  readonly light: EmbedScheme;
  readonly dark: EmbedScheme;
  readonly radiusPx: number;
  readonly font: string;
}

@Injectable()
export class EmbedService {
  private readonly files = webFiles();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly brands: BrandService,
    private readonly advisors: AdvisorsService,
    private readonly themes: Themes,
  ) {}

  /** @throws NotFound where no screens were built */
  script(): string {
    if (!this.files) throw new NotFound();
    return this.files.embed;
  }

  /** @throws NotFound for who is not in the directory */
  async advisor(ctx: Context, publicId: string): Promise<EmbeddedAdvisor> {
    const id = parseId('advisor', publicId);
    if (id === undefined) throw new NotFound();
    const { displayName, status, prices, currency } = await this.advisors.show(ctx, id);
    const { host, document } = await this.db.read(ctx, async (tx) => ({
      host: await this.licensees.primaryHostOf(tx),
      document: (await this.brands.published(tx)).document,
    }));
    const rates = [prices.voice, prices.video].flatMap((one) => (one === null ? [] : [one.ratePerMinuteMinor]));
    const theme = this.themes.of(document);
    return {
      name: displayName,
      status,
      rateMinor: rates.length === 0 ? null : Math.min(...rates),
      currency,
      url: `${publicUrl(this.config, host)}/advisors/${publicId}`,
      light: schemeOf(theme.light),
      dark: schemeOf(theme.dark),
      radiusPx: theme.radiusPx,
      font: theme.fontStack,
    };
  }
}

const schemeOf = ({ families: { brand } }: Palette): EmbedScheme => ({
  solid: brand.solid,
  hover: brand.solidHover,
  onSolid: brand.onSolid,
  edge: brand.edge,
  focus: brand.ui,
});
