/** Light that a channel of sRGB gives, 0 to 1 (WCAG 2.2, "relative luminance"). */
const linear = (channel: number): number => {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};
const LINEAR = Float64Array.from({ length: 256 }, (_, channel) => linear(channel));

/** Relative luminance of a colour, 0 (black) to 1 (white). */
export const luminance = (red: number, green: number, blue: number): number =>
  0.2126 * LINEAR[red]! + 0.7152 * LINEAR[green]! + 0.0722 * LINEAR[blue]!;

export function luminanceOf(hex: string): number {
  const value = Number.parseInt(hex.slice(1), 16);
  return luminance(value >> 16, (value >> 8) & 255, value & 255);
}

/** Contrast of two luminances, 1 to 21, with two digits. */
export function contrast(one: number, other: number): number {
  const [dark, light] = one < other ? [one, other] : [other, one];
  return Math.round(((light + 0.05) / (dark + 0.05)) * 100) / 100;
}
