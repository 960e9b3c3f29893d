import sharp from 'sharp';

/** A picture of one colour, as a person would send it. */
export const picture = (
  width: number,
  height: number,
  color: string,
  format: 'png' | 'jpeg' | 'webp' | 'gif' = 'png',
): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 4, background: color } })
    .toFormat(format)
    .toBuffer();
