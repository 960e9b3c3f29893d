import { describe, expect, it, jest } from '@jest/globals';
import { type BrandDocument, DEFAULT_BRAND, assetsOf, changesBetween, normalBrand } from './brand.js';
import { contrast, luminanceOf } from './contrast.js';
import { Recent } from './recent.js';

const brand = (change: Partial<BrandDocument>): BrandDocument => ({ ...DEFAULT_BRAND, ...change });

describe('a brand document', () => {
  it('has one form: lower case, without members that say nothing, without halves of characters', () => {
    expect(
      normalBrand(
        brand({
          brandColor: '#ABCDEF',
          accentColor: '#FFF000',
          tagline: { en: ' Hello ', de: '  ' },
          texts: { en: { 'home.title': 'x\ud800', empty: '' }, de: { empty: '' } },
        }),
      ),
    ).toEqual(
      brand({
        brandColor: '#abcdef',
        accentColor: '#fff000',
        tagline: { en: 'Hello' },
        texts: { en: { 'home.title': 'x\ufffd' } },
      }),
    );
    expect(normalBrand(DEFAULT_BRAND)).toEqual(DEFAULT_BRAND);
  });

  it('tells what differs and nothing else', () => {
    expect(changesBetween(DEFAULT_BRAND, brand({}))).toBeUndefined();
    expect(
      changesBetween(
        brand({ tagline: { en: 'a' }, texts: { de: { x: '1', y: '2' } }, warmth: 'cool' }),
        brand({ tagline: { de: 'b' }, texts: { de: { x: '1', y: '3' } }, warmth: 'warm' }),
      ),
    ).toEqual({
      before: { warmth: 'cool', 'tagline.en': 'a', 'tagline.de': null, 'texts.de.y': '2' },
      after: { warmth: 'warm', 'tagline.en': null, 'tagline.de': 'b', 'texts.de.y': '3' },
    });
  });

  it('speaks of each of its assets once', () => {
    expect(assetsOf(brand({ logoLight: 'a', logoDark: 'a', icon: 'b' }))).toEqual(['a', 'b']);
  });
});

describe('contrast', () => {
  it('is that of WCAG', () => {
    expect(contrast(luminanceOf('#000000'), luminanceOf('#ffffff'))).toBe(21);
    expect(contrast(luminanceOf('#767676'), 1)).toBe(4.54);
    expect(contrast(0.3, 0.3)).toBe(1);
  });
});

describe('Recent', () => {
  afterEach(() => jest.restoreAllMocks());

  it('asks once for a while, once for parallel questions, and again after a failure or when it is told to forget', async () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    const recent = new Recent<number>(10, 5_000);
    let asked = 0;
    const ask = () => recent.get('a', async () => ++asked);
    expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
    now.mockReturnValue(5_999);
    expect(await ask()).toBe(1);
    now.mockReturnValue(6_001);
    expect(await ask()).toBe(2);
    recent.forget('a');
    expect(await ask()).toBe(3);
    await expect(recent.get('b', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await recent.get('b', async () => 7)).toBe(7);
  });

  it('keeps no more than it may, the newest', async () => {
    const recent = new Recent<number>(2);
    for (const n of [1, 2, 3]) await recent.get(String(n), async () => n);
    expect(recent.size).toBe(2);
    expect(await recent.get('3', async () => 0)).toBe(3);
    expect(await recent.get('1', async () => 0)).toBe(0);
  });
});
