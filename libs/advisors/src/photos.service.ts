import { Injectable } from '@nestjs/common';
import { type Context, Db, NotFound, type Tx, newId, personOf, rowsOf } from '@app/kernel';
import { LimitsService } from '@app/licensees';
import { AdvisorPhoto } from './advisor-photo.entity.js';
import { Advisor } from './advisor.entity.js';
import type { MyAdvisorResponse } from './advisors.dto.js';
import { PhotoRefused } from './advisors.problems.js';
import { AdvisorsService } from './advisors.service.js';
import { squarePhoto } from './photo-encoder.adapter.js';

/** Pictures of advisors. A picture never changes under its id, so browsers may keep it for good. */
@Injectable()
export class PhotosService {
  constructor(
    private readonly db: Db,
    private readonly advisors: AdvisorsService,
    private readonly limits: LimitsService,
  ) {}

  /** The bytes of a picture: WebP. @throws NotFound */
  show(ctx: Context, id: string): Promise<Buffer> {
    return this.db.read(ctx, async (tx) => {
      const photo = await tx.findOneBy(AdvisorPhoto, { licenseeId: ctx.licenseeId, id });
      if (!photo) throw new NotFound();
      return photo.picture;
    });
  }

  /** Replaces the caller's picture. @throws NotFound, PhotoRefused, LimitReached */
  async replaceMine(ctx: Context, bytes: unknown): Promise<MyAdvisorResponse> {
    if (!Buffer.isBuffer(bytes)) throw new PhotoRefused();
    const picture = await squarePhoto(bytes);
    const id = newId();
    return this.db.transaction(ctx, async (tx) => {
      await this.limits.assertRoom(tx, 'maxStorageMb', () => this.otherBytes(tx), BigInt(picture.length));
      await tx.insert(AdvisorPhoto, { licenseeId: ctx.licenseeId, id, picture, createdAt: tx.now });
      await this.point(tx, id);
      return this.advisors.myView(tx);
    });
  }

  /** Repeating it changes nothing. @throws NotFound */
  removeMine(ctx: Context): Promise<MyAdvisorResponse> {
    return this.db.transaction(ctx, async (tx) => {
      await this.point(tx, null);
      return this.advisors.myView(tx);
    });
  }

  /** What is stored besides the picture that goes. */
  private async otherBytes(tx: Tx): Promise<bigint> {
    const [own] = await rowsOf<{ bytes: bigint }>(
      tx,
      `select coalesce(sum(octet_length(p.picture)), 0)::bigint as bytes from app.advisor a join app.advisor_photo p on p.licensee_id = a.licensee_id and p.id = a.photo_id
        where a.licensee_id = $1 and a.person_id = $2`,
      [tx.ctx.licenseeId, personOf(tx.ctx).personId],
    );
    return (await this.limits.storedBytes(tx)) - own!.bytes;
  }

  /** Lets the profile show this picture, and forgets the one before. */
  private async point(tx: Tx, photoId: string | null): Promise<void> {
    const { licenseeId } = tx.ctx;
    const advisor = await this.advisors.lockOf(tx, personOf(tx.ctx).personId);
    await tx.update(Advisor, { licenseeId, id: advisor.id }, { photoId });
    if (advisor.photoId !== null) await tx.delete(AdvisorPhoto, { licenseeId, id: advisor.photoId });
    if (advisor.photoId !== photoId) await this.advisors.tellChanged(tx, advisor);
  }
}
