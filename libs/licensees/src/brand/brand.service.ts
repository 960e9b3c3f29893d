import { Injectable } from '@nestjs/common';
import { type Context, Db, Live, NotFound, type Tx, lockOne, newId, recordAudit } from '@app/kernel';
import { BrandDraft } from './brand-draft.entity.js';
import { BrandVersion } from './brand-version.entity.js';
import {
  type BrandDraftResponse,
  type BrandResponse,
  type BrandVersionResponse,
  type SaveDraftRequest,
  documentView,
} from './brand.dto.js';
import { type BrandDocument, DEFAULT_BRAND, assetsOf, changesBetween, normalBrand } from './brand.js';
import { BrandDraftChanged } from './brand.problems.js';
import { countAssets, ensureDraft, newestVersions, nextNumber, versionRow } from './brand.queries.js';
import { Recent } from './recent.js';

/** What is live. `version` 0 is the default look of a licensee who has published nothing. */
export interface LiveBrand {
  readonly version: number;
  readonly document: BrandDocument;
}

const CACHE_MS = 5_000;
const MAX_LICENSEES = 10_000;

@Injectable()
export class BrandService {
  private readonly known = new Recent<LiveBrand>(MAX_LICENSEES, CACHE_MS);

  constructor(
    private readonly db: Db,
    private readonly live: Live,
  ) {}

  /**
   * The live brand of the tenant of the transaction, for every page. At most 5 s old; what this process has published itself shows at once.
   */
  published(tx: Tx): Promise<LiveBrand> {
    return this.known.get(tx.ctx.licenseeId, async () => {
      const version = await this.current(tx);
      return { version: version?.number ?? 0, document: version ? complete(version.document) : DEFAULT_BRAND };
    });
  }

  /** The draft, the live version and the list of all. */
  show(ctx: Context): Promise<BrandResponse> {
    return this.db.read(ctx, async (tx) => {
      const current = await this.current(tx);
      const draft = await tx.findOneBy(BrandDraft, { licenseeId: ctx.licenseeId });
      return {
        draft: draftView(draft, current),
        published: current && {
          number: current.number,
          document: documentView(complete(current.document)),
          publishedAt: current.publishedAt.toISOString(),
        },
        versions: await newestVersions(tx),
      };
    });
  }

  /** @throws NotFound */
  version(ctx: Context, number: number): Promise<BrandVersionResponse> {
    return this.db.read(ctx, (tx) => this.versionView(tx, number));
  }

  /** @throws BrandDraftChanged when somebody else was faster; NotFound for an asset of nobody */
  saveDraft(ctx: Context, input: SaveDraftRequest): Promise<BrandDraftResponse> {
    const document = normalBrand(input.document);
    return this.db.transaction(ctx, async (tx) => {
      await this.assertAssets(tx, document);
      const draft = await this.lockedDraft(tx, input.revision);
      const current = await this.current(tx);
      const changes = changesBetween(edited(draft, current), document);
      if (!changes) return draftView(draft, current);
      Object.assign(draft, { document, revision: draft.revision + 1, changedAt: tx.now });
      await tx.save(BrandDraft, draft);
      await recordAudit(tx, {
        action: 'brand.draft_changed',
        subject: { kind: 'brand_draft', id: String(draft.revision) },
        ...changes,
      });
      return draftView(draft, current);
    });
  }

  /**
   * Makes the draft live. What is live already is not published again, so a second click gets the version of the first.
   * @throws BrandDraftChanged
   */
  publish(ctx: Context, revision: number): Promise<BrandVersionResponse> {
    return this.released(ctx, async (tx) => {
      const draft = await this.lockedDraft(tx, revision);
      return this.release(tx, edited(draft, await this.current(tx)), null);
    });
  }

  /**
   * Makes a copy of an older version live. The draft stays as it is.
   * @throws NotFound
   */
  restore(ctx: Context, number: number): Promise<BrandVersionResponse> {
    return this.released(ctx, async (tx) => {
      await this.lockedDraft(tx);
      const version = await tx.findOneBy(BrandVersion, { licenseeId: ctx.licenseeId, number });
      if (!version) throw new NotFound();
      return this.release(tx, complete(version.document), number);
    });
  }

  /** For who has changed a brand beside this service. */
  forget(licenseeId: string): void {
    this.known.forget(licenseeId);
  }

  private async released(ctx: Context, work: (tx: Tx) => Promise<number>): Promise<BrandVersionResponse> {
    const version = await this.db.transaction(ctx, async (tx) => this.versionView(tx, await work(tx)));
    this.forget(ctx.licenseeId);
    return version;
  }

  /** Call with the draft locked: that puts all releases of a licensee in a row. */
  private async release(tx: Tx, document: BrandDocument, restoredFrom: number | null): Promise<number> {
    const { licenseeId, actor } = tx.ctx;
    const current = await this.current(tx);
    const changes = changesBetween(current ? complete(current.document) : DEFAULT_BRAND, document);
    if (current && !changes) return current.number;
    const number = await nextNumber(tx);
    await tx.update(BrandVersion, { licenseeId, state: 'published' }, { state: 'archived' });
    await tx.insert(BrandVersion, {
      licenseeId,
      number,
      state: 'published',
      document,
      restoredFrom,
      authorId: actor.kind === 'person' ? actor.personId : null,
      createdAt: tx.now,
      publishedAt: tx.now,
    });
    await recordAudit(tx, {
      action: restoredFrom === null ? 'brand.published' : 'brand.restored',
      subject: { kind: 'brand_version', id: String(number) },
      ...changes,
    });
    await this.live.announce(tx, 'site.changed', { version: number });
    return number;
  }

  private current(tx: Tx): Promise<BrandVersion | null> {
    return tx.findOneBy(BrandVersion, { licenseeId: tx.ctx.licenseeId, state: 'published' });
  }

  private async lockedDraft(tx: Tx, revision?: number): Promise<BrandDraft> {
    await ensureDraft(tx, newId());
    const { id } = await tx.findOneByOrFail(BrandDraft, { licenseeId: tx.ctx.licenseeId });
    const draft = await lockOne(tx, BrandDraft, id);
    if (revision !== undefined && draft.revision !== revision) throw new BrandDraftChanged();
    return draft;
  }

  private async assertAssets(tx: Tx, document: BrandDocument): Promise<void> {
    const ids = assetsOf(document);
    if (ids.length > 0 && (await countAssets(tx, ids)) !== ids.length) throw new NotFound();
  }

  private async versionView(tx: Tx, number: number): Promise<BrandVersionResponse> {
    const row = await versionRow(tx, number);
    const version = row && (await tx.findOneBy(BrandVersion, { licenseeId: tx.ctx.licenseeId, number }));
    if (!version) throw new NotFound();
    return { ...row, document: documentView(complete(version.document)) };
  }
}

/** A document of an older release, with the members it did not have yet. */
const complete = (document: BrandDocument): BrandDocument => ({ ...DEFAULT_BRAND, ...document });

const edited = (draft: BrandDraft | null, current: BrandVersion | null): BrandDocument =>
  complete(draft?.document ?? current?.document ?? DEFAULT_BRAND);

const draftView = (draft: BrandDraft | null, current: BrandVersion | null): BrandDraftResponse => ({
  document: documentView(edited(draft, current)),
  revision: draft?.revision ?? 0,
  changedAt: draft?.changedAt?.toISOString() ?? null,
});
