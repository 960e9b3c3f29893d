import { type Oklch, contrast, isHex, toHex, toOklch } from './color.js';

export type Scheme = 'light' | 'dark';
export const SCHEMES = ['light', 'dark'] as const;

/** What a licensee chooses. Everything else follows from it. */
export interface ThemeInput {
  readonly brandColor: string;
  readonly accentColor?: string | null;
  readonly warmth?: 'cool' | 'neutral' | 'warm';
  readonly radius?: 'none' | 'small' | 'medium' | 'large';
  readonly font?: 'inter' | 'system' | 'serif';
}

/** A role of colour that fills a surface, and everything that goes with it. */
export interface Family {
  /** Fill of a button. The brand's is the brand colour as given. */
  readonly solid: string;
  readonly solidHover: string;
  /** Text on `solid` and on `solidHover`: at least 4.5:1. */
  readonly onSolid: string;
  /** Edge of the fill: at least 3:1 against page and surface, so that a near-white brand still has a button. */
  readonly edge: string;
  /** Text and links in this colour: at least 4.6:1 on page, surface and subtle. */
  readonly text: string;
  /** Lines, switches, focus ring: at least 3:1 on page, surface and subtle. */
  readonly ui: string;
  /** Quiet fill. */
  readonly tint: string;
  readonly tintHover: string;
  /** Text on `tint` and `tintHover`: at least 4.6:1. */
  readonly onTint: string;
}

export const FAMILIES = ['brand', 'accent', 'danger', 'success', 'warning', 'neutral'] as const;
export type FamilyName = (typeof FAMILIES)[number];

/** Every colour of one scheme. */
export interface Palette {
  readonly page: string;
  /** Cards, menus, inputs. */
  readonly surface: string;
  /** Stripes, code, disabled fills. */
  readonly subtle: string;
  readonly border: string;
  /** Edge of an input: at least 3:1 on page and surface. */
  readonly control: string;
  readonly text: string;
  /** Secondary text: at least 4.6:1 on page, surface and subtle. */
  readonly dim: string;
  readonly families: Readonly<Record<FamilyName, Family>>;
  /** Six colours for charts, each at least 3:1 on page and surface. */
  readonly charts: readonly string[];
}

/** Why a colour is not the one that was given; shown to who edits the brand. */
export interface Derivation {
  readonly scheme: Scheme;
  readonly role: 'text' | 'ui' | 'edge' | 'danger';
  readonly given: string;
  readonly used: string;
  /** Contrast of the given colour there; the danger note has none. */
  readonly givenContrast: number | null;
}

export interface Theme {
  readonly light: Palette;
  readonly dark: Palette;
  readonly radiusPx: number;
  readonly fontStack: string;
  readonly derivations: readonly Derivation[];
}

export const TEXT_CONTRAST = 4.6;
export const UI_CONTRAST = 3.05;

const STATUS = { danger: '#c92a2a', success: '#2b8a3e', warning: '#e8890c' } as const;
const WARMTH = { cool: { h: 255, c: 0.008 }, neutral: { h: 0, c: 0 }, warm: { h: 70, c: 0.01 } } as const;
const RADIUS = { none: 0, small: 4, medium: 8, large: 16 } as const;
const FONTS = {
  inter: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  system: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  serif: "Charter, 'Bitstream Charter', 'Sitka Text', Cambria, Georgia, serif",
} as const;
/** Hue steps of the further chart colours, far apart from each other around the circle. */
const CHART_HUES = [0, 150, 60, 240, 300, 105] as const;

const worst = (color: string, grounds: readonly string[]): number =>
  Math.min(...grounds.map((ground) => contrast(color, ground)));

/** Moves lightness, and nothing else, until the colour stands out enough from every ground; the smallest move that does. */
function solve(from: Oklch, grounds: readonly string[], least: number, scheme: Scheme): string {
  const given = toHex(from);
  if (worst(given, grounds) >= least) return given;
  // Away from the grounds: darker on light ones, lighter on dark ones.
  let [bad, good] = [from.l, scheme === 'light' ? 0 : 1];
  for (let step = 0; step < 18; step++) {
    const l = (bad + good) / 2;
    if (worst(toHex({ ...from, l }), grounds) >= least) good = l;
    else bad = l;
  }
  return toHex({ ...from, l: good });
}

/** Black or white, whichever is easier to read: never below 4.58:1. */
export function onColor(ground: string): '#000000' | '#ffffff' {
  return contrast(ground, '#ffffff') >= contrast(ground, '#000000') ? '#ffffff' : '#000000';
}

function family(given: string, scheme: Scheme, grounds: readonly string[]): Family {
  const color = toOklch(given);
  const onSolid = onColor(given);
  // A hover moves away from its text, so that it can only become easier to read.
  const hoverL = onSolid === '#ffffff' ? Math.max(0, color.l - 0.06) : Math.min(1, color.l + 0.06);
  const solidHover = toHex({ ...color, l: hoverL });
  const tintOf = (l: number): string =>
    toHex({ l, c: Math.min(color.c, scheme === 'light' ? 0.03 : 0.05), h: color.h });
  const tint = tintOf(scheme === 'light' ? 0.955 : 0.29);
  const tintHover = tintOf(scheme === 'light' ? 0.93 : 0.33);
  const ui = solve(color, grounds, UI_CONTRAST, scheme);
  return {
    solid: given,
    solidHover: worst(onSolid, [solidHover]) >= 4.5 ? solidHover : given,
    onSolid,
    edge: worst(given, grounds) >= UI_CONTRAST ? given : ui,
    text: solve(color, grounds, TEXT_CONTRAST, scheme),
    ui,
    tint,
    tintHover,
    onTint: solve(color, [tint, tintHover], TEXT_CONTRAST, scheme),
  };
}

function palette(input: ThemeInput, scheme: Scheme): Palette {
  const { h, c } = WARMTH[input.warmth ?? 'neutral'];
  const grey = (l: number): string => toHex({ l, c, h });
  const light = scheme === 'light';
  const page = light ? grey(0.985) : grey(0.19);
  const surface = light ? '#ffffff' : grey(0.225);
  const subtle = light ? grey(0.957) : grey(0.265);
  const grounds = [page, surface, subtle];
  const middle: Oklch = { l: light ? 0.55 : 0.68, c, h };
  const brand = input.brandColor.toLowerCase();
  const families = {
    brand: family(brand, scheme, grounds),
    accent: family((input.accentColor ?? brand).toLowerCase(), scheme, grounds),
    danger: family(STATUS.danger, scheme, grounds),
    success: family(STATUS.success, scheme, grounds),
    warning: family(STATUS.warning, scheme, grounds),
    neutral: family(light ? grey(0.35) : grey(0.8), scheme, grounds),
  };
  const base = toOklch(brand);
  return {
    page,
    surface,
    subtle,
    border: light ? grey(0.89) : grey(0.36),
    control: solve(middle, grounds, UI_CONTRAST, scheme),
    text: light ? grey(0.21) : grey(0.94),
    dim: solve({ ...middle, l: light ? 0.48 : 0.74 }, grounds, TEXT_CONTRAST, scheme),
    families,
    charts: CHART_HUES.map((turn) =>
      solve({ l: light ? 0.55 : 0.72, c: Math.max(base.c, 0.12), h: base.h + turn }, grounds, UI_CONTRAST, scheme),
    ),
  };
}

function derivations(input: ThemeInput, scheme: Scheme, { families, page, surface, subtle }: Palette): Derivation[] {
  const given = input.brandColor.toLowerCase();
  const givenContrast = worst(given, [page, surface, subtle]);
  const notes: Derivation[] = (['text', 'ui', 'edge'] as const)
    .filter((role) => families.brand[role] !== given)
    .map((role) => ({ scheme, role, given, used: families.brand[role], givenContrast }));
  const [brand, danger] = [toOklch(given), toOklch(STATUS.danger)];
  const turn = Math.abs(((brand.h - danger.h + 540) % 360) - 180);
  if (turn < 25 && brand.c > 0.1)
    notes.push({ scheme, role: 'danger', given, used: STATUS.danger, givenContrast: null });
  return notes;
}

/**
 * Any brand colour in, a readable palette out: each colour that carries text or a control is solved for its contrast, none is looked up.
 * @throws Error when a colour is not `#rrggbb`.
 */
export function solveTheme(input: ThemeInput): Theme {
  for (const color of [input.brandColor, input.accentColor ?? input.brandColor])
    if (!isHex(color)) throw new Error(`"${color}" is not a colour of the form #rrggbb`);
  const [light, dark] = [palette(input, 'light'), palette(input, 'dark')];
  return {
    light,
    dark,
    radiusPx: RADIUS[input.radius ?? 'medium'],
    fontStack: FONTS[input.font ?? 'inter'],
    derivations: [...derivations(input, 'light', light), ...derivations(input, 'dark', dark)],
  };
}
