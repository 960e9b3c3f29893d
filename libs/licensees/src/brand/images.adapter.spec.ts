import { deflateSync, crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { picture } from '@app/testing';
import { ImageRefused } from './brand.problems.js';
import { contrast, luminanceOf } from './contrast.js';
import { defaultIcon } from './default-icon.js';
import { iconFromDrawing, iconFromPicture, pictureFrom } from './images.adapter.js';

const refusal = (bytes: Buffer): Promise<string> =>
  pictureFrom(bytes).then(
    () => 'taken',
    (error: unknown) => (error instanceof ImageRefused ? error.detail : `not a refusal: ${String(error)}`),
  );

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG that says it is this large, with as much data as is given. */
function pngOf(width: number, height: number, data: Buffer): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0]); // 8 bits of grey
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(data, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const pixelAt = async (png: Buffer, x: number, y: number): Promise<number[]> => {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (y * info.width + x) * info.channels;
  return [...data.subarray(at, at + info.channels)];
};

describe('a picture from anybody', () => {
  it.each(['png', 'jpeg', 'webp'] as const)('is kept as PNG with alpha when it came as %s', async (format) => {
    const kept = await pictureFrom(await picture(120, 80, '#1d4e89', format));
    expect(kept).toMatchObject({ width: 120, height: 80 });
    expect(await sharp(kept.bytes).metadata()).toMatchObject({ format: 'png', hasAlpha: true, depth: 'uchar' });
    expect(kept.luminance).toBeCloseTo(luminanceOf('#1d4e89'), 2);
  });

  it('loses what the camera wrote into it, and stands upright', async () => {
    const photo = await sharp({ create: { width: 100, height: 40, channels: 3, background: '#ffffff' } })
      .jpeg()
      .withExif({ IFD0: { Artist: 'Somebody Secret' }, IFD3: { GPSLatitude: '52/1 31/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const marked = await sharp(photo).metadata();
    expect([marked.orientation, marked.exif !== undefined]).toEqual([6, true]);
    const kept = await pictureFrom(photo);
    expect([kept.width, kept.height]).toEqual([40, 100]);
    const meta = await sharp(kept.bytes).metadata();
    expect([meta.exif, meta.orientation, meta.xmp, meta.iptc, meta.icc]).toEqual(Array(5).fill(undefined));
    expect(kept.bytes.includes('Secret')).toBe(false);
  });

  it('loses what was hidden behind its end', async () => {
    const script = '<script>alert(1)</script>';
    const kept = await pictureFrom(Buffer.concat([await picture(64, 64, '#fff'), Buffer.from(script)]));
    expect(kept.bytes.includes('script')).toBe(false);
  });

  it('is shrunk to 2048 pixels, and to 1024 when it would still be large', async () => {
    expect(await pictureFrom(await picture(3000, 1500, '#fff'))).toMatchObject({ width: 2048, height: 1024 });
    const noise = await sharp({
      create: {
        width: 2048,
        height: 2048,
        channels: 3,
        background: '#808080',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .jpeg({ quality: 60 })
      .toBuffer();
    const kept = await pictureFrom(noise);
    expect(kept).toMatchObject({ width: 1024, height: 1024 });
    expect(kept.bytes.length).toBeLessThan(4_300_000);
  });

  it('is the first frame of an animation', async () => {
    const frames = await Promise.all(['#ff0000', '#00ff00'].map((color) => picture(64, 64, color)));
    const animation = await sharp(frames, { join: { animated: true } })
      .webp({ lossless: true })
      .toBuffer();
    expect((await sharp(animation, { animated: true }).metadata()).pages).toBe(2);
    const kept = await pictureFrom(animation);
    expect([kept.width, kept.height]).toEqual([64, 64]);
    expect(await pixelAt(kept.bytes, 5, 5)).toEqual([255, 0, 0, 255]);
  });

  it('of grey tones has the luminance of its tone', async () => {
    const grey = await sharp(await picture(64, 64, '#777777'))
      .toColourspace('b-w')
      .png()
      .toBuffer();
    expect((await pictureFrom(grey)).luminance).toBeCloseTo(luminanceOf('#777777'), 2);
  });

  it('is judged by what is opaque', async () => {
    const logo = await sharp({ create: { width: 100, height: 100, channels: 4, background: '#ffffff00' } })
      .composite([{ input: await picture(50, 50, '#000000') }])
      .png()
      .toBuffer();
    const kept = await pictureFrom(logo);
    expect(kept.luminance).toBeCloseTo(0, 2);
    expect(contrast(kept.luminance, luminanceOf('#ffffff'))).toBeCloseTo(21, 0);
  });

  it.each<[what: string, bytes: () => Buffer | Promise<Buffer>, reason: RegExp]>([
    ['nothing', () => Buffer.alloc(0), /empty/],
    [
      'SVG',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      /SVG.*programs/,
    ],
    ['SVG behind a declaration', () => Buffer.from('\ufeff<?xml version="1.0"?>\n<!-- x --><svg width="9"/>'), /SVG/],
    ['HTML', () => Buffer.from('<!doctype html><html><script>alert(1)</script></html>'), /not a PNG, JPEG or WebP/],
    ['text', () => Buffer.from('hello'), /not a PNG, JPEG or WebP/],
    ['GIF', () => picture(64, 64, '#fff', 'gif'), /GIF/],
    [
      'TIFF',
      () =>
        sharp({ create: { width: 64, height: 64, channels: 3, background: '#fff' } })
          .tiff()
          .toBuffer(),
      /not a PNG/,
    ],
    ['a PNG header and then HTML', () => Buffer.from('\x89PNG\r\n\x1a\n<html>', 'latin1'), /damaged/],
    ['a JPEG header and then text', () => Buffer.from('\xff\xd8\xff\xe0 hello', 'latin1'), /damaged/],
    ['a WebP header and then SVG', () => Buffer.from('RIFF....WEBP<svg onload="x"/>', 'latin1'), /damaged/],
    ['half of a JPEG', async () => (await noisy('jpeg')).subarray(0, 5_000), /damaged/],
    ['half of a PNG', async () => (await noisy('png')).subarray(0, 5_000), /damaged/],
    ['half of a WebP', async () => (await noisy('webp')).subarray(0, 5_000), /damaged/],
    ['a PNG of 60,000 x 60,000 pixels in 3 kB', () => pngOf(60_000, 60_000, Buffer.alloc(3_000_000)), /25 million/],
    ['a PNG of 5,001 x 5,000 pixels', () => pngOf(5_001, 5_000, Buffer.alloc(5_002 * 5_000)), /25 million/],
    ['a PNG without its data', () => pngOf(64, 64, Buffer.alloc(10)), /damaged/],
    ['31 pixels', () => picture(31, 64, '#fff'), /31 x 64.*at least 32/],
    ['a thread', () => picture(8_000, 100, '#fff'), /too narrow/],
    ['nothing but transparency', () => picture(64, 64, '#ffffff00'), /transparent/],
  ])('is refused with its reason: %s', async (_, bytes, reason) => {
    expect(await refusal(await bytes())).toMatch(reason);
  });
});

const noisy = (format: 'png' | 'jpeg' | 'webp'): Promise<Buffer> =>
  sharp({
    create: {
      width: 300,
      height: 300,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 50 },
    },
  })
    .toFormat(format)
    .toBuffer();

describe('an icon', () => {
  it('without a picture is a handset on the brand colour, in the ink that is seen', async () => {
    const dark = await iconFromDrawing(defaultIcon('#1d4e89', { rounded: true, scale: 0.9 }), 192);
    expect(await sharp(dark).metadata()).toMatchObject({ format: 'png', width: 192, height: 192 });
    expect(await pixelAt(dark, 0, 0)).toEqual([0, 0, 0, 0]);
    expect(await pixelAt(dark, 150, 60)).toEqual([0x1d, 0x4e, 0x89, 255]);
    expect(await pixelAt(dark, 68, 60)).toEqual([255, 255, 255, 255]);
    const light = await iconFromDrawing(defaultIcon('#ffe066', { rounded: false, scale: 0.9 }), 192);
    expect(await pixelAt(light, 0, 0)).toEqual([0xff, 0xe0, 0x66, 255]);
    expect(await pixelAt(light, 68, 60)).toEqual([0, 0, 0, 255]);
    expect(defaultIcon('#1d4e89', { rounded: true, scale: 1 })).not.toMatch(/<text|font/);
  });

  it('of a picture has the margin and the ground it is asked for, and is never distorted', async () => {
    const wide = await picture(200, 100, '#ff0000');
    const icon = await iconFromPicture(wide, 100, { scale: 0.5, ground: '#ffffff' });
    expect(await pixelAt(icon, 20, 50)).toEqual([255, 255, 255, 255]);
    expect(await pixelAt(icon, 50, 50)).toEqual([255, 0, 0, 255]);
    expect(await pixelAt(icon, 50, 30)).toEqual([255, 255, 255, 255]);
    expect(await pixelAt(await iconFromPicture(wide, 100, { scale: 1, ground: undefined }), 50, 5)).toEqual([
      0, 0, 0, 0,
    ]);
  });
});
