import sharp from 'sharp';
import { assertNoTransaction } from '@app/kernel';
import { PhotoRefused } from './advisors.problems.js';

const EDGE = 512;
/** A picture of a phone has 12 to 50 million; a small file can claim many more. */
const MAX_PIXELS = 40_000_000;
const MAX_SECONDS = 5;

/** By the first bytes: what is none of the three must not reach a decoder, which would take SVG and much else. */
function claimed(bytes: Buffer): 'png' | 'jpeg' | 'webp' | undefined {
  const text = bytes.toString('latin1', 0, 12);
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  return text.startsWith('RIFF') && text.startsWith('WEBP', 8) ? 'webp' : undefined;
}

/**
 * A square WebP of 512 pixels, upright, made of the decoded pixels only: no metadata (place, camera, thumbnail) and no trailing bytes survive. Work of the
 * processor, so not while rows are locked.
 * @throws PhotoRefused for everything that is not one whole PNG, JPEG or WebP picture.
 */
export async function squarePhoto(bytes: Buffer): Promise<Buffer> {
  assertNoTransaction();
  if (claimed(bytes) === undefined) throw new PhotoRefused();
  try {
    return await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
      .autoOrient()
      .resize(EDGE, EDGE, { fit: 'cover' })
      .timeout({ seconds: MAX_SECONDS })
      .webp({ quality: 82 })
      .toBuffer();
  } catch {
    throw new PhotoRefused();
  }
}
