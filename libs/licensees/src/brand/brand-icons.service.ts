import { Injectable } from '@nestjs/common';
import { type Context, Db } from '@app/kernel';
import { BrandAssetsService } from './brand-assets.service.js';
import type { BrandDocument } from './brand.js';
import { BrandService } from './brand.service.js';
import { defaultIcon } from './default-icon.js';
import { iconFromDrawing, iconFromPicture } from './images.adapter.js';
import { Recent } from './recent.js';

/** Files of an icon set: tab, iOS home screen, manifest, and the one that Android cuts into its own shape. */
export const ICON_FILES = ['32.png', '180.png', '192.png', '512.png', 'maskable.png'] as const;
export type IconFile = (typeof ICON_FILES)[number];

interface Style {
  readonly size: number;
  /** Fills the square to its corners, for systems that cut or darken what is transparent. */
  readonly filled: boolean;
  readonly pictureScale: number;
  readonly drawingScale: number;
}

// A maskable icon keeps what matters in a circle of 80 % (W3C manifest, "safe zone"); the square in that circle has 0.8 / sqrt(2) of the side.
const STYLES: Readonly<Record<IconFile, Style>> = {
  '32.png': { size: 32, filled: false, pictureScale: 1, drawingScale: 0.95 },
  '180.png': { size: 180, filled: true, pictureScale: 0.9, drawingScale: 0.9 },
  '192.png': { size: 192, filled: false, pictureScale: 1, drawingScale: 0.9 },
  '512.png': { size: 512, filled: false, pictureScale: 1, drawingScale: 0.9 },
  'maskable.png': { size: 512, filled: true, pictureScale: 0.56, drawingScale: 0.8 },
};

const MAX_ICONS = 500;

@Injectable()
export class BrandIconsService {
  private readonly drawn = new Recent<Buffer>(MAX_ICONS);

  constructor(
    private readonly db: Db,
    private readonly brands: BrandService,
    private readonly assets: BrandAssetsService,
  ) {}

  /** An icon of the live brand as PNG. A version never changes, so each is drawn once. */
  async show(ctx: Context, file: IconFile): Promise<Buffer> {
    const { version, document } = await this.db.read(ctx, (tx) => this.brands.published(tx));
    return this.drawn.get(`${ctx.licenseeId} ${version} ${file}`, () => this.draw(ctx, document, STYLES[file]));
  }

  private async draw(ctx: Context, { brandColor, icon }: BrandDocument, style: Style): Promise<Buffer> {
    if (icon === null)
      return iconFromDrawing(
        defaultIcon(brandColor, { rounded: !style.filled, scale: style.drawingScale }),
        style.size,
      );
    const picture = await this.assets.show(ctx, icon);
    const ground = style.filled ? '#ffffff' : undefined;
    return iconFromPicture(picture, style.size, { scale: style.pictureScale, ground });
  }
}
