import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import {
  type Context,
  Db,
  Live,
  NotFound,
  Outbox,
  type Page,
  type PageQuery,
  type Tx,
  cursorPosition,
  page,
  recordAudit,
  rowsOf,
  wholeList,
} from '@app/kernel';
import { LicenseesService } from '../licensees.service.js';
import {
  LEGAL_KINDS,
  LEGAL_LOCALES,
  LegalDraft,
  type LegalKind,
  type LegalLocale,
  LegalVersion,
} from './legal-page.entity.js';
import type {
  LegalDetailView,
  LegalDraftView,
  LegalHeadView,
  LegalPageQuery,
  LegalPageView,
  LegalStateView,
  LegalVersionView,
  SaveLegalDraftRequest,
} from './legal.dto.js';
import { LegalPublished } from './legal.events.js';
import { NoDraft } from './legal.problems.js';

/** A current page without its text. */
export interface LegalHead {
  readonly kind: LegalKind;
  readonly locale: LegalLocale;
  readonly version: number;
  readonly title: string;
  readonly publishedAt: Date;
}

/** The licensee's own legal pages: drafts, immutable versions, and what visitors read (features.md A12). */
@Injectable()
export class LegalService {
  constructor(
    private readonly db: Db,
    private readonly live: Live,
    private readonly licensees: LicenseesService,
    private readonly outbox: Outbox,
  ) {}

  /** Every page in every language. */
  overview(ctx: Context): Promise<Page<LegalStateView>> {
    return this.db.read(ctx, async (tx) => {
      const drafts = await tx.findBy(LegalDraft, { licenseeId: ctx.licenseeId });
      const heads = await this.currentOf(tx);
      const states = LEGAL_KINDS.flatMap((kind) =>
        LEGAL_LOCALES.map((locale): LegalStateView => {
          const same = (one: { kind: LegalKind; locale: LegalLocale }) => one.kind === kind && one.locale === locale;
          const current = heads.find(same);
          return {
            kind,
            locale,
            draft: draftView(drafts.find(same)),
            current: current ? { version: current.version, publishedAt: current.publishedAt.toISOString() } : null,
          };
        }),
      );
      return wholeList(states);
    });
  }

  /** One page in one language, with its texts. */
  show(ctx: Context, kind: LegalKind, locale: LegalLocale): Promise<LegalDetailView> {
    return this.db.read(ctx, (tx) => this.detail(tx, kind, locale));
  }

  /** Keeps a text without publishing it. */
  saveDraft(
    ctx: Context,
    kind: LegalKind,
    locale: LegalLocale,
    { title, markdown }: SaveLegalDraftRequest,
  ): Promise<LegalDetailView> {
    return this.db.transaction(ctx, async (tx) => {
      await tx.upsert(LegalDraft, { licenseeId: ctx.licenseeId, kind, locale, title, markdown, changedAt: tx.now }, [
        'licenseeId',
        'kind',
        'locale',
      ]);
      await recordAudit(tx, {
        action: 'legal.drafted',
        subject: { kind: 'legal', id: `${kind}.${locale}` },
        after: { title, characters: markdown.length },
      });
      return this.detail(tx, kind, locale);
    });
  }

  /** Makes the draft the next version, for ever, and ends the draft. @throws NoDraft */
  publish(ctx: Context, kind: LegalKind, locale: LegalLocale): Promise<LegalDetailView> {
    return this.db.transaction(ctx, async (tx) => {
      const key = { licenseeId: ctx.licenseeId, kind, locale };
      const before = (await this.newest(tx, kind, locale))?.version ?? 0;
      const version = before + 1;
      // The draft that is deleted is the one that is published: of two who publish at once, the second finds none.
      const published = await rowsOf(
        tx,
        `with draft as (delete from app.legal_draft where licensee_id = $1 and kind = $2 and locale = $3 returning *)
         insert into app.legal_version (licensee_id, kind, locale, version, title, markdown, published_at)
         select licensee_id, kind, locale, $4, title, markdown, $5 from draft returning version`,
        [key.licenseeId, kind, locale, version, tx.now],
      );
      if (published.length === 0) throw new NoDraft();
      await recordAudit(tx, {
        action: 'legal.published',
        subject: { kind: 'legal', id: `${kind}.${locale}` },
        before: { version: before === 0 ? null : before },
        after: { version },
      });
      await this.live.announce(tx, 'legal.published', { kind, locale, version });
      await this.outbox.add(tx, LegalPublished, { kind, locale, version });
      return this.detail(tx, kind, locale);
    });
  }

  /** What was published, newest first. */
  versions(ctx: Context, kind: LegalKind, locale: LegalLocale, query: PageQuery): Promise<Page<LegalVersionView>> {
    const before = cursorPosition(query.cursor, [/^\d{1,9}$/])?.[0];
    return this.db.read(ctx, async (tx) => {
      const rows = await tx.find(LegalVersion, {
        where: {
          licenseeId: ctx.licenseeId,
          kind,
          locale,
          ...(before === undefined ? {} : { version: LessThan(Number.parseInt(before, 10)) }),
        },
        order: { version: 'DESC' },
        take: query.limit + 1,
      });
      return page(
        rows,
        query.limit,
        ({ version }) => [String(version)],
        ({ version, title, markdown, publishedAt }) => ({
          version,
          title,
          markdown,
          publishedAt: publishedAt.toISOString(),
        }),
      );
    });
  }

  /** The current pages, for the footer of a site. */
  list(ctx: Context): Promise<Page<LegalHeadView>> {
    return this.db.read(ctx, async (tx) =>
      wholeList((await this.currentOf(tx)).map((head) => ({ ...head, publishedAt: head.publishedAt.toISOString() }))),
    );
  }

  /** A public page in the best language there is, or an earlier version in exactly one. @throws NotFound */
  read(ctx: Context, kind: LegalKind, query: LegalPageQuery): Promise<LegalPageView> {
    return this.db.read(ctx, async (tx) => {
      const wanted = languageOf(query.locale);
      const own = languageOf((await this.licensees.licenseeOf(tx)).locale);
      const heads = (await this.currentOf(tx)).filter((head) => head.kind === kind);
      const locale =
        query.version !== undefined && wanted !== undefined
          ? wanted
          : [wanted, own, 'en', heads[0]?.locale].find((one) => heads.some((head) => head.locale === one));
      const found =
        locale === undefined
          ? null
          : query.version === undefined
            ? await this.newest(tx, kind, locale)
            : await this.version(tx, kind, locale, query.version);
      if (!found) throw new NotFound();
      const { version, title, markdown, publishedAt } = found;
      return { kind, locale: found.locale, version, title, markdown, publishedAt: publishedAt.toISOString() };
    });
  }

  /** The newest version of each page in each language, without the texts. */
  async currentOf(tx: Tx): Promise<LegalHead[]> {
    const rows = await rowsOf<Omit<LegalHead, 'publishedAt'> & { published_at: Date }>(
      tx,
      `select distinct on (kind, locale) kind, locale, version, title, published_at from app.legal_version
        where licensee_id = $1 order by kind, locale, version desc`,
      [tx.ctx.licenseeId],
    );
    return rows.map(({ published_at: publishedAt, ...head }) => ({ ...head, publishedAt }));
  }

  /** Was there such a version, so that somebody can have agreed to it? */
  async wasPublished(tx: Tx, kind: string, locale: string, version: number): Promise<boolean> {
    return (await this.version(tx, kind, locale, version)) !== null;
  }

  private version(tx: Tx, kind: string, locale: string, version: number): Promise<LegalVersion | null> {
    return tx.findOneBy(LegalVersion, {
      licenseeId: tx.ctx.licenseeId,
      kind: kind as LegalKind,
      locale: locale as LegalLocale,
      version,
    });
  }

  private newest(tx: Tx, kind: LegalKind, locale: string): Promise<LegalVersion | null> {
    return tx.findOne(LegalVersion, {
      where: { licenseeId: tx.ctx.licenseeId, kind, locale: locale as LegalLocale },
      order: { version: 'DESC' },
    });
  }

  private async detail(tx: Tx, kind: LegalKind, locale: LegalLocale): Promise<LegalDetailView> {
    const draft = await tx.findOneBy(LegalDraft, { licenseeId: tx.ctx.licenseeId, kind, locale });
    const current = await this.newest(tx, kind, locale);
    return {
      kind,
      locale,
      draft: draftView(draft),
      current: current && {
        version: current.version,
        title: current.title,
        markdown: current.markdown,
        publishedAt: current.publishedAt.toISOString(),
      },
    };
  }
}

/** `de` of `de-AT`. */
const languageOf = (locale: string | undefined): string | undefined => locale?.split('-')[0];

const draftView = (draft: LegalDraft | null | undefined): LegalDraftView | null =>
  draft ? { title: draft.title, markdown: draft.markdown, changedAt: draft.changedAt.toISOString() } : null;
