import type { PipeTransform } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ListEnvelope, NotFound, Shown, Text, Whole } from '@app/kernel';
import { LEGAL_KINDS, LEGAL_LOCALES, type LegalKind, type LegalLocale } from './legal-page.entity.js';

const MAX_MARKDOWN = 60_000;

const KindShown = (): PropertyDecorator => Shown('Which page', { type: String, enum: [...LEGAL_KINDS] });
const LocaleShown = (): PropertyDecorator => Shown('Language', { type: String, enum: [...LEGAL_LOCALES] });
const VersionShown = (): PropertyDecorator =>
  Shown('1, 2, 3 ... of this page in this language', { type: 'integer', example: 1 });
const TitleShown = (): PropertyDecorator => Shown('Title', { example: 'Terms of use' });
const MarkdownShown = (): PropertyDecorator => Shown('Text in Markdown; never HTML to trust');
const PublishedShown = (): PropertyDecorator => Shown('When it was published', { type: String, format: 'date-time' });

export class SaveLegalDraftRequest {
  @Text({ description: 'Title', max: 200, example: 'Terms of use' })
  title: string;

  @Text({
    description: 'Text in Markdown. The whole request is 64 KiB at the most',
    max: MAX_MARKDOWN,
    example: '# Terms of use',
  })
  markdown: string;
}

export class LegalPageQuery {
  @Text({
    description: "Preferred language; else the licensee's own, English, or any",
    min: 2,
    max: 6,
    pattern: /^[a-z]{2,3}(-[A-Z]{2})?$/,
    example: 'de',
    optional: true,
  })
  locale?: string;

  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number.parseInt(value, 10) : value,
  )
  @Whole({
    description: 'An earlier version, in exactly this language',
    min: 1,
    max: 999_999_999,
    example: 1,
    optional: true,
  })
  version?: number;
}

export class LegalDraftView {
  @TitleShown() title: string;
  @MarkdownShown() markdown: string;
  @Shown('When it was changed last', { type: String, format: 'date-time' }) changedAt: string;
}

export class LegalCurrentView {
  @VersionShown() version: number;
  @PublishedShown() publishedAt: string;
}

export class LegalCurrentTextView extends LegalCurrentView {
  @TitleShown() title: string;
  @MarkdownShown() markdown: string;
}

export class LegalStateView {
  @KindShown() kind: LegalKind;
  @LocaleShown() locale: LegalLocale;
  @Shown('Text that is not published', { type: () => LegalDraftView, nullable: true }) draft: LegalDraftView | null;
  @Shown('What visitors see', { type: () => LegalCurrentView, nullable: true }) current: LegalCurrentView | null;
}

export class LegalDetailView {
  @KindShown() kind: LegalKind;
  @LocaleShown() locale: LegalLocale;
  @Shown('Text that is not published', { type: () => LegalDraftView, nullable: true }) draft: LegalDraftView | null;
  @Shown('What visitors see', { type: () => LegalCurrentTextView, nullable: true })
  current: LegalCurrentTextView | null;
}

export class LegalStateList extends ListEnvelope {
  @Shown('Every page in every language, also those without a text', { type: () => [LegalStateView] })
  data: LegalStateView[];
}

export class LegalVersionView {
  @VersionShown() version: number;
  @TitleShown() title: string;
  @MarkdownShown() markdown: string;
  @PublishedShown() publishedAt: string;
}

export class LegalVersionPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [LegalVersionView] })
  data: LegalVersionView[];
}

export class LegalHeadView {
  @KindShown() kind: LegalKind;
  @LocaleShown() locale: LegalLocale;
  @VersionShown() version: number;
  @TitleShown() title: string;
  @PublishedShown() publishedAt: string;
}

export class LegalPageView extends LegalHeadView {
  @MarkdownShown() markdown: string;
}

export class LegalHeadList extends ListEnvelope {
  @Shown('Current pages, in each language there is', { type: () => [LegalHeadView] })
  data: LegalHeadView[];
}

/** A path parameter that is one of a list; anything else is not there. */
class OneOf<T extends string> implements PipeTransform<string, T> {
  constructor(private readonly allowed: readonly T[]) {}

  transform(value: string): T {
    const found = this.allowed.find((one) => one === value);
    if (found === undefined) throw new NotFound();
    return found;
  }
}

export const KIND_PIPE = new OneOf(LEGAL_KINDS);
export const LOCALE_PIPE = new OneOf(LEGAL_LOCALES);
