import { FAMILIES, type Palette, type Theme } from './engine.js';

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The palette as custom properties, `--t-page`, `--t-brand-on-solid` ... */
export function variablesOf(palette: Palette): Record<string, string> {
  const { families, charts, ...plain } = palette;
  return Object.fromEntries([
    ...Object.entries(plain).map(([name, value]) => [`--t-${kebab(name)}`, value]),
    ...FAMILIES.flatMap((family) =>
      Object.entries(families[family]).map(([name, value]) => [`--t-${family}-${kebab(name)}`, value as string]),
    ),
    ...charts.map((value, index) => [`--t-chart-${index + 1}`, value]),
  ]) as Record<string, string>;
}

/**
 * The style sheet that goes into the first HTML, so that the first paint has the brand already. The scheme is the reader's system's until they
 * choose one, which `data-mantine-color-scheme` on the root tells.
 */
export function themeCss(theme: Theme): string {
  const dark = variablesOf(theme.dark);
  const colors = Object.entries(variablesOf(theme.light))
    .map(([name, value]) => `${name}:${value === dark[name] ? value : `light-dark(${value},${dark[name]})`}`)
    .join(';');
  return (
    `:root{color-scheme:light dark;--t-radius:${theme.radiusPx}px;--t-font:${theme.fontStack};${colors}}` +
    `:root[data-mantine-color-scheme=light]{color-scheme:light}:root[data-mantine-color-scheme=dark]{color-scheme:dark}` +
    `html,body{background:var(--t-page);color:var(--t-text);font-family:var(--t-font)}`
  );
}
