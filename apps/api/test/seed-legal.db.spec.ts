import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LegalService } from '@app/licensees';
import { type TestApp, testApp } from '@app/testing';
import { seedLegalPages } from '../src/seed-legal.js';

describe('the legal pages of the seed', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await testApp();
  });
  afterAll(() => t.close());

  it('are demo texts in English and German, say so, and are written once', async () => {
    const ctx = t.given.ctx();
    const legal = t.app.get(LegalService);
    for (let i = 0; i < 2; i++) await seedLegalPages(t.app, ctx, 'Aurora Advice', 'aurora.localhost');
    const { data } = await legal.list(ctx);
    expect(data.map(({ kind, locale, version }) => `${kind} ${locale} ${version}`)).toEqual(
      ['accessibility', 'imprint', 'privacy', 'terms', 'withdrawal'].flatMap((kind) => [
        `${kind} de 1`,
        `${kind} en 1`,
      ]),
    );
    for (const { kind, locale } of data) {
      const { markdown } = await legal.read(ctx, kind, { locale });
      expect(markdown).toMatch(locale === 'de' ? /Demotext/ : /demo text/);
      expect(markdown).not.toMatch(/[{}]/);
    }
    // What somebody published since is left alone.
    await legal.saveDraft(ctx, 'terms', 'en', { title: 'Own', markdown: 'Own' });
    await legal.publish(ctx, 'terms', 'en');
    await seedLegalPages(t.app, ctx, 'Aurora Advice', 'aurora.localhost');
    expect((await legal.read(ctx, 'terms', { locale: 'en' })).title).toBe('Own');
  });
});
