import { Injectable } from '@nestjs/common';
import { type Context, Db, InvalidRequest, Outbox, type Tx, newId, personOf } from '@app/kernel';
import { LEGAL_KINDS, LegalService } from '@app/licensees';
import { Consent } from './consent.entity.js';
import { type ConsentInput, type ConsentsView, type RecordConsentsRequest, consentView } from './consents.dto.js';
import { MarketingConsentRecorded } from './consents.events.js';
import { NoSuchVersion } from './consents.problems.js';

const MUST_AGREE = ['terms', 'privacy'] as const;
const MAX_HISTORY = 500;

const isPage = (kind: string): boolean => LEGAL_KINDS.some((one) => one === kind);
const languageOf = (locale: string): string => locale.split('-')[0]!;

const saidBy = ({ ctx, now }: Tx, personId: string) => ({
  licenseeId: ctx.licenseeId,
  id: newId(),
  personId,
  at: now,
  ip: ctx.ip,
  userAgent: ctx.userAgent,
});

/** What people agreed to: separate records with version, time and language (features.md C13). */
@Injectable()
export class ConsentsService {
  constructor(
    private readonly db: Db,
    private readonly legal: LegalService,
    private readonly outbox: Outbox,
  ) {}

  /** Keeps what the caller agrees to or withdraws. @throws InvalidRequest, NoSuchVersion */
  record(ctx: Context, { consents }: RecordConsentsRequest): Promise<ConsentsView> {
    const missing = consents.flatMap(({ kind, granted, version }, index) =>
      isPage(kind) && granted && version === undefined
        ? [{ pointer: `/consents/${index}/version`, detail: `is needed to agree to ${kind}` }]
        : [],
    );
    const twice = consents.flatMap(({ kind }, index) =>
      consents.findIndex((one) => one.kind === kind) < index
        ? [{ pointer: `/consents/${index}/kind`, detail: 'is said twice' }]
        : [],
    );
    if (missing.length + twice.length > 0) throw new InvalidRequest([...missing, ...twice]);
    return this.db.transaction(ctx, async (tx) => {
      for (const consent of consents) await this.assertPublished(tx, consent);
      await tx.insert(
        Consent,
        consents.map(({ kind, version, locale, granted }) => ({
          ...saidBy(tx, personOf(ctx).personId),
          kind,
          version: version ?? null,
          locale,
          granted,
        })),
      );
      if (consents.some(({ kind }) => kind === 'marketing'))
        await this.outbox.add(tx, MarketingConsentRecorded, { personId: personOf(ctx).personId });
      return this.view(tx);
    });
  }

  /** The last word of a person on news and offers. Given it is only the first step: who sends them has it confirmed. */
  async marketingOf(tx: Tx, personId: string): Promise<{ granted: boolean; at: Date } | undefined> {
    const found = await tx.findOne(Consent, {
      where: { licenseeId: tx.ctx.licenseeId, personId, kind: 'marketing' },
      order: { seq: 'DESC' },
    });
    return found ? { granted: found.granted, at: found.at } : undefined;
  }

  /** Keeps what somebody agreed to elsewhere than in the list of consents, or took back, in the language of the request. */
  async say(tx: Tx, personId: string, said: Pick<Consent, 'kind' | 'version' | 'granted'>): Promise<void> {
    await tx.insert(Consent, { ...saidBy(tx, personId), ...said, locale: tx.ctx.locale });
  }

  /** The caller's own consents, and what is still to be agreed to. */
  show(ctx: Context): Promise<ConsentsView> {
    return this.db.read(ctx, (tx) => this.view(tx));
  }

  private async assertPublished(tx: Tx, { kind, version, locale }: ConsentInput): Promise<void> {
    if (version === undefined) return;
    if (!isPage(kind) || !(await this.legal.wasPublished(tx, kind, languageOf(locale), version)))
      throw new NoSuchVersion(kind, locale, version);
  }

  private async view(tx: Tx): Promise<ConsentsView> {
    const of = { licenseeId: tx.ctx.licenseeId, personId: personOf(tx.ctx).personId };
    const history = await tx.find(Consent, { where: of, order: { seq: 'DESC' }, take: MAX_HISTORY });
    // Not from the history, which has an end.
    const current = await tx
      .createQueryBuilder(Consent, 'consent')
      .distinctOn(['consent.kind'])
      .where('consent.licenseeId = :licenseeId and consent.personId = :personId', of)
      .orderBy({ 'consent.kind': 'ASC', 'consent.seq': 'DESC' })
      .getMany();
    const pages = await this.legal.currentOf(tx);
    // An agreement counts in the language in which it was given: a new text in another one asks nobody again.
    const agreed = (kind: string): boolean =>
      current.some(
        (one) =>
          one.kind === kind &&
          one.granted &&
          pages.some(
            (page) => page.kind === kind && page.locale === languageOf(one.locale) && page.version === one.version,
          ),
      );
    return {
      current: current.map(consentView),
      history: history.map(consentView),
      required: MUST_AGREE.filter((kind) => pages.some((page) => page.kind === kind) && !agreed(kind)),
    };
  }
}
