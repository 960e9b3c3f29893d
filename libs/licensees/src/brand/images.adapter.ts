import sharp, { type OutputInfo } from 'sharp';
import { assertNoTransaction, log } from '@app/kernel';
import { ImageRefused } from './brand.problems.js';
import { luminance } from './contrast.js';

/** A picture as we keep it: PNG with alpha, upright, without metadata. */
export interface Picture {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
  /** Mean of what is opaque, 0 to 1. */
  readonly luminance: number;
}

const MAX_PIXELS = 25_000_000;
const MIN_SIDE = 32;
const MAX_SIDE = 2_048;
/** A photograph can be several megabytes as a PNG of full size; of this size it cannot. */
const SMALL_SIDE = 1_024;
const MAX_STORED_BYTES = 4_194_304;
const DECODE_SECONDS = 20;
const CLEAR = { r: 0, g: 0, b: 0, alpha: 0 };

// A picture is decoded once and by a stranger's choice: nothing to remember, and never more than one thread for it.
sharp.cache(false);
sharp.concurrency(1);

/**
 * Makes a picture of ours from bytes that anybody may have sent. Nothing of the original file survives but its pixels.
 * @throws ImageRefused with the reason in plain words
 */
export async function pictureFrom(bytes: Buffer): Promise<Picture> {
  assertNoTransaction();
  assertKnownFormat(bytes);
  const { width, height } = await readable(sharp(bytes, { limitInputPixels: false }).metadata());
  if (width * height > MAX_PIXELS)
    throw new ImageRefused(`The picture has ${width} x ${height} pixels; 25 million are the most we take.`);
  const shrink = Math.min(1, MAX_SIDE / Math.max(width, height));
  if (Math.min(width, height) * shrink < MIN_SIDE)
    throw new ImageRefused(
      `The picture is ${width} x ${height} pixels: too small or too narrow. Each side needs at least ${MIN_SIDE} pixels.`,
    );
  let png = await readable(encoded(bytes, MAX_SIDE));
  if (png.data.length > MAX_STORED_BYTES) png = await readable(encoded(bytes, SMALL_SIDE));
  const mean = await meanLuminance(png.data);
  if (mean === undefined) throw new ImageRefused('The picture is transparent everywhere: there is nothing to see.');
  return { bytes: png.data, width: png.info.width, height: png.info.height, luminance: mean };
}

/** What the bytes are, by the bytes: names and declared types lie. Only decoders of these three formats ever see them. */
function assertKnownFormat(bytes: Buffer): void {
  if (bytes.length === 0) throw new ImageRefused('The file is empty.');
  const ascii = (from: number, to: number): string => bytes.toString('latin1', from, to);
  const png = ascii(0, 8) === '\x89PNG\r\n\x1a\n';
  const jpeg = ascii(0, 3) === '\xff\xd8\xff';
  const webp = ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP';
  if (png || jpeg || webp) return;
  if (/^GIF8[79]a/.test(ascii(0, 6)))
    throw new ImageRefused('GIF pictures are not accepted. Send it as PNG, JPEG or WebP.');
  if (/<svg[\s>]/i.test(ascii(0, 4_096)))
    throw new ImageRefused('SVG is not accepted, because it can hold programs. Send it as PNG, JPEG or WebP.');
  throw new ImageRefused('This is not a PNG, JPEG or WebP picture, whatever the name of the file says.');
}

async function readable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    log.info({ err: error }, 'a picture cannot be read');
    if (error instanceof Error && /^timeout/.test(error.message))
      throw new ImageRefused('The picture takes too long to read. Send a smaller one, or try again later.');
    throw new ImageRefused('The picture is damaged or incomplete. Save it again and send the new file.');
  }
}

/** Of an animation the first frame. Metadata is left out unless it is asked for, so what the camera knew stays behind. */
const encoded = (bytes: Buffer, side: number): Promise<{ data: Buffer; info: OutputInfo }> =>
  sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 })
    .timeout({ seconds: DECODE_SECONDS })
    .autoOrient()
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .png()
    .toBuffer({ resolveWithObject: true });

async function meanLuminance(png: Buffer): Promise<number | undefined> {
  const { data, info } = await sharp(png)
    .resize({ width: 256, height: 256, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let [sum, opaque] = [0, 0];
  for (let at = 0; at < data.length; at += info.channels) {
    if (data[at + info.channels - 1]! < 128) continue;
    const grey = info.channels === 2;
    sum += luminance(data[at]!, data[at + (grey ? 0 : 1)]!, data[at + (grey ? 0 : 2)]!);
    opaque++;
  }
  return opaque === 0 ? undefined : sum / opaque;
}

/** A square icon of a picture of ours. `scale` leaves a margin on `ground`; without a ground it stays transparent. */
export async function iconFromPicture(
  png: Buffer,
  size: number,
  { scale, ground }: { readonly scale: number; readonly ground: string | undefined },
): Promise<Buffer> {
  assertNoTransaction();
  const inner = Math.round(size * scale);
  const picture = await sharp(png).resize(inner, inner, { fit: 'contain', background: CLEAR }).png().toBuffer();
  return sharp({ create: { width: size, height: size, channels: 4, background: ground ?? CLEAR } })
    .composite([{ input: picture }])
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/** A square icon of a drawing of our own; never of somebody's SVG. */
export async function iconFromDrawing(svg: string, size: number): Promise<Buffer> {
  assertNoTransaction();
  return sharp(Buffer.from(svg)).resize(size, size).png({ compressionLevel: 9 }).toBuffer();
}
