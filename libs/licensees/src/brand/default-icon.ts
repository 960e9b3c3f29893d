import { contrast, luminanceOf } from './contrast.js';

/** A handset in a square of 24, as strokes: the arc, and its two ends. */
const ARC = 'M7 7.2C7 12.6 11.4 17 16.8 17';
const ENDS = 'M6.6 7.6L8.2 6M16.4 17.4L18 15.8';

/**
 * The icon of a brand that has none: a handset on the brand's colour, in white or black, whichever is seen better. Paths only: text would look
 * different with each machine's fonts. `scale` is the share of the square that the handset's own square takes.
 */
export function defaultIcon(brandColor: string, { rounded, scale }: { rounded: boolean; scale: number }): string {
  const ground = luminanceOf(brandColor);
  const ink = contrast(ground, 1) >= contrast(ground, 0) ? '#ffffff' : '#000000';
  const margin = (512 * (1 - scale)) / 2;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 512 512">` +
    `<rect width="512" height="512" rx="${rounded ? 112 : 0}" fill="${brandColor}"/>` +
    `<g transform="translate(${margin} ${margin}) scale(${(512 * scale) / 24})" fill="none" stroke="${ink}" stroke-linecap="round" stroke-linejoin="round">` +
    `<path d="${ARC}" stroke-width="3.2"/><path d="${ENDS}" stroke-width="4.4"/></g></svg>`
  );
}
