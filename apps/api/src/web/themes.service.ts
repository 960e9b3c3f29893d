import { Injectable } from '@nestjs/common';
import type { BrandDocument } from '@app/licensees';
import { type Theme, solveTheme } from '@app/theme';

const MAX_THEMES = 1_000;

/** The palette of a brand, solved once. */
@Injectable()
export class Themes {
  private readonly known = new Map<string, Theme>();

  of(document: Pick<BrandDocument, 'brandColor' | 'accentColor' | 'warmth' | 'radius' | 'font'>): Theme {
    const { brandColor, accentColor, warmth, radius, font } = document;
    const key = JSON.stringify([brandColor, accentColor, warmth, radius, font]);
    const known = this.known.get(key);
    if (known) return known;
    if (this.known.size >= MAX_THEMES) this.known.clear();
    const theme = solveTheme({ brandColor, accentColor, warmth, radius, font });
    this.known.set(key, theme);
    return theme;
  }
}
