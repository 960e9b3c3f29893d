import fc from 'fast-check';
import { contrast, toHex, toOklch } from './color.js';
import { themeCss } from './css.js';
import { FAMILIES, SCHEMES, type Palette, type ThemeInput, onColor, solveTheme } from './engine.js';

/** Everything that a palette promises, as pairs of colours and the ratio they must reach. */
function faults(palette: Palette): string[] {
  const grounds = { page: palette.page, surface: palette.surface, subtle: palette.subtle };
  const found: string[] = [];
  const must = (what: string, color: string, ground: string, least: number): void => {
    const ratio = contrast(color, ground);
    if (ratio < least) found.push(`${what}: ${color} on ${ground} is ${ratio.toFixed(2)}, not ${least}`);
  };
  for (const [name, ground] of Object.entries(grounds)) {
    must(`text on ${name}`, palette.text, ground, 7);
    must(`dim on ${name}`, palette.dim, ground, 4.5);
    must(`control on ${name}`, palette.control, ground, 3);
    for (const [i, chart] of palette.charts.entries()) must(`chart ${i} on ${name}`, chart, ground, 3);
    for (const name2 of FAMILIES) {
      must(`${name2} text on ${name}`, palette.families[name2].text, ground, 4.5);
      must(`${name2} ui on ${name}`, palette.families[name2].ui, ground, 3);
      must(`${name2} edge on ${name}`, palette.families[name2].edge, ground, 3);
    }
  }
  for (const name of FAMILIES) {
    const one = palette.families[name];
    must(`${name} on solid`, one.onSolid, one.solid, 4.5);
    must(`${name} on hover`, one.onSolid, one.solidHover, 4.5);
    must(`${name} on tint`, one.onTint, one.tint, 4.5);
    must(`${name} on tint hover`, one.onTint, one.tintHover, 4.5);
  }
  return found;
}

/** The 120 colours of the gate: 24 hues, five lightness steps, saturation 0.8. */
function gateColours(): string[] {
  const hsl = (h: number, l: number): string => {
    const a = 0.8 * Math.min(l, 1 - l);
    const channel = (n: number): string => {
      const k = (n + h / 30) % 12;
      return Math.round(255 * (l - a * Math.max(-1, Math.min(k - 3, 9 - k, 1))))
        .toString(16)
        .padStart(2, '0');
    };
    return `#${channel(0)}${channel(8)}${channel(4)}`;
  };
  return [0.15, 0.3, 0.5, 0.7, 0.9].flatMap((l) => Array.from({ length: 24 }, (_, i) => hsl(i * 15, l)));
}

const anyColour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('the theme engine', () => {
  it('keeps every promise for the 120 gate colours and the extremes, in both schemes', () => {
    const colours = [...gateColours(), '#000000', '#ffffff', '#ffd60a', '#0a0a0a', '#fafafa', '#808080'];
    const found = colours.flatMap((brandColor) => {
      const theme = solveTheme({ brandColor });
      return SCHEMES.flatMap((scheme) => faults(theme[scheme]).map((fault) => `${brandColor} ${scheme} ${fault}`));
    });
    expect(gateColours()).toHaveLength(120);
    expect(found).toEqual([]);
  });

  it('keeps them for any brand, accent and warmth', () => {
    const input: fc.Arbitrary<ThemeInput> = fc.record({
      brandColor: anyColour,
      accentColor: fc.option(anyColour),
      warmth: fc.constantFrom('cool', 'neutral', 'warm'),
    });
    fc.assert(
      fc.property(input, (one) => {
        const theme = solveTheme(one);
        return SCHEMES.every((scheme) => faults(theme[scheme]).length === 0);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the brand colour as it was given where it fills a surface', () => {
    fc.assert(
      fc.property(anyColour, (brandColor) => solveTheme({ brandColor }).light.families.brand.solid === brandColor),
    );
  });

  it('writes on any ground in the better of black and white', () => {
    fc.assert(fc.property(anyColour, (ground) => contrast(onColor(ground), ground) >= 4.58));
  });

  it('says what it changed and why', () => {
    const yellow = solveTheme({ brandColor: '#FFD60A' }).derivations.filter(({ scheme }) => scheme === 'light');
    expect(yellow.map(({ role }) => role)).toEqual(['text', 'ui', 'edge']);
    expect(yellow[0]!.givenContrast).toBeLessThan(2);
    expect(solveTheme({ brandColor: '#d00000' }).derivations.some(({ role }) => role === 'danger')).toBe(true);
    expect(solveTheme({ brandColor: '#1d4e89' }).derivations.filter(({ scheme }) => scheme === 'light')).toEqual([]);
  });

  it('round-trips colours', () => {
    fc.assert(fc.property(anyColour, (hex) => toHex(toOklch(hex)) === hex));
  });

  it('fits into the first HTML', () => {
    expect(themeCss(solveTheme({ brandColor: '#1d4e89' })).length).toBeLessThan(4_096);
    expect(() => solveTheme({ brandColor: 'red' })).toThrow('is not a colour');
    expect(() => solveTheme({ brandColor: '#1d4e89', accentColor: '#12' })).toThrow('is not a colour');
  });
});
