import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Context, Db, NotFound, type Tx, newId, publicId, recordAudit, rowsOf } from '@app/kernel';
import { BrandAsset } from './brand-asset.entity.js';
import { type AssetResponse, assetUrl } from './brand.dto.js';
import type { AssetKind } from './brand.js';
import { LimitsService } from '../limits.service.js';
import { ImageRefused } from './brand.problems.js';
import { contrast, luminanceOf } from './contrast.js';
import { type Picture, pictureFrom } from './images.adapter.js';

/** The grounds a logo is judged on: the page in the light and in the dark scheme. */
const LIGHT_GROUND = luminanceOf('#ffffff');
const DARK_GROUND = luminanceOf('#1a1a1a');

const MIME = 'image/png';

@Injectable()
export class BrandAssetsService {
  constructor(
    private readonly db: Db,
    private readonly limits: LimitsService,
  ) {}

  /**
   * Keeps a picture for the brand. It shows nowhere until a draft names it and is published. The same picture sent twice is one asset.
   * @throws ImageRefused, LimitReached
   */
  async upload(ctx: Context, kind: AssetKind, body: unknown): Promise<AssetResponse> {
    if (!Buffer.isBuffer(body)) throw new ImageRefused('The request holds no picture.');
    const picture = await pictureFrom(body);
    const id = await this.db.transaction(ctx, (tx) => this.keep(tx, kind, picture));
    return {
      id: publicId('asset', id),
      url: assetUrl(id),
      width: picture.width,
      height: picture.height,
      mime: MIME,
      contrastOnLight: kind === 'icon' ? null : contrast(picture.luminance, LIGHT_GROUND),
      contrastOnDark: kind === 'icon' ? null : contrast(picture.luminance, DARK_GROUND),
    };
  }

  /** @throws NotFound */
  show(ctx: Context, id: string): Promise<Buffer> {
    return this.db.read(ctx, (tx) => this.bytesOf(tx, id));
  }

  /** @throws NotFound */
  async bytesOf(tx: Tx, id: string): Promise<Buffer> {
    const asset = await tx.findOneBy(BrandAsset, { licenseeId: tx.ctx.licenseeId, id });
    if (!asset) throw new NotFound();
    return asset.bytes;
  }

  private async keep(tx: Tx, kind: AssetKind, { bytes, width, height }: Picture): Promise<string> {
    const { licenseeId } = tx.ctx;
    const sha256 = createHash('sha256').update(bytes).digest();
    const known = await tx.findOne(BrandAsset, { where: { licenseeId, sha256 }, select: { id: true } });
    if (known) return known.id;
    await this.limits.assertRoom(tx, 'maxStorageMb', () => this.limits.storedBytes(tx), BigInt(bytes.length));
    const [added] = await rowsOf<{ id: string }>(
      tx,
      `insert into app.brand_asset (licensee_id, id, kind, mime, bytes, width, height, sha256, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (licensee_id, sha256) do nothing returning id`,
      [licenseeId, newId(), kind, MIME, bytes, width, height, sha256, tx.now],
    );
    if (!added) return (await tx.findOneByOrFail(BrandAsset, { licenseeId, sha256 })).id;
    await recordAudit(tx, {
      action: 'brand_asset.added',
      subject: { kind: 'brand_asset', id: publicId('asset', added.id) },
      after: { kind, width, height, bytes: bytes.length },
    });
    return added.id;
  }
}
