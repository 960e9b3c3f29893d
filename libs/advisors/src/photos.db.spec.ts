import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { type TestApp, testApp } from '@app/testing';

describe('pictures of advisors', () => {
  let t: TestApp;
  let ada: Awaited<ReturnType<TestApp['given']['advisor']>>;
  const picture = (width = 800, height = 600) =>
    sharp({ create: { width, height, channels: 3, background: '#c04030' } });
  const put = (bytes: Buffer | string, type: string, token = ada.token) =>
    t
      .http(ada.host)
      .put('/v1/advisors/me/photo')
      .set('authorization', `Bearer ${token}`)
      .set('content-type', type)
      .send(bytes);
  const get = (url: string, host = ada.host) =>
    t
      .http(host)
      .get(url)
      .buffer(true)
      .parse((res, done) => binary(res as never, done));
  const binary = (res: NodeJS.ReadableStream, done: (error: Error | null, body: Buffer) => void): void => {
    const chunks: Buffer[] = [];
    res.on('data', (chunk: Buffer) => chunks.push(chunk));
    res.on('end', () => done(null, Buffer.concat(chunks)));
  };
  const kept = () => t.db.query('select id from app.advisor_photo where licensee_id = $1', [ada.licenseeId]);

  beforeAll(async () => {
    t = await testApp();
    ada = await t.given.advisor();
  });
  afterAll(() => t.close());

  it('are squares of 512 pixels in WebP, whatever came, and stay under an address for good', async () => {
    for (const [format, type] of [
      ['png', 'image/png'],
      ['jpeg', 'image/jpeg'],
      ['webp', 'image/webp; x=y'],
    ] as const) {
      const { body } = await put(await picture().toFormat(format).toBuffer(), type).expect(200);
      expect(body.photoUrl).toMatch(/^\/v1\/advisors\/photos\/pic_[0-9a-z]{26}$/);
      const shown = await get(body.photoUrl).expect(200);
      expect(shown.headers).toMatchObject({
        'content-type': 'image/webp',
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
        'content-length': String((shown.body as Buffer).length),
      });
      expect(await sharp(shown.body as Buffer).metadata()).toMatchObject({ format: 'webp', width: 512, height: 512 });
      const listed = await t
        .http(ada.host)
        .get(`/v1/advisors/${t.publicId('advisor', ada.advisorId)}`)
        .expect(200);
      expect(listed.body.photoUrl).toBe(body.photoUrl);
    }
    expect(await kept()).toHaveLength(1);
  });

  it('lose place, camera and comments, and stand upright', async () => {
    const bytes = await picture(600, 300)
      .composite([{ input: await picture(300, 300).negate().png().toBuffer(), left: 0, top: 0 }])
      .jpeg()
      .withMetadata({ orientation: 6 })
      .withExif({ IFD0: { Copyright: 'Somebody at home', Make: 'Camera' } })
      .toBuffer();
    expect(bytes.includes('Somebody at home')).toBe(true);
    const { body } = await put(bytes, 'image/jpeg').expect(200);
    const shown = (await get(body.photoUrl).expect(200)).body as Buffer;
    expect(shown.includes('Somebody at home')).toBe(false);
    const meta = await sharp(shown).metadata();
    expect([meta.exif, meta.xmp, meta.iptc, meta.icc, meta.orientation]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    // Turned by a quarter: what was on the left is on top.
    const { data, info } = await sharp(shown).raw().toBuffer({ resolveWithObject: true });
    const red = (x: number, y: number) => data[(y * info.width + x) * info.channels]!;
    expect(Math.abs(red(256, 20) - red(256, 490))).toBeGreaterThan(60);
    expect(Math.abs(red(20, 20) - red(490, 20))).toBeLessThan(20);
  });

  it('are refused when they are none: SVG, text, halves, bombs, nothing', async () => {
    const png = await picture().png().toBuffer();
    const noise = await sharp({
      create: {
        width: 300,
        height: 300,
        channels: 3,
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
        background: '#000',
      },
    })
      .png()
      .toBuffer();
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
    );
    const bomb = await sharp({ create: { width: 8_000, height: 8_000, channels: 3, background: '#fff' } })
      .png({ compressionLevel: 9 })
      .toBuffer();
    const before = await kept();
    for (const bytes of [
      svg,
      Buffer.from('GIF89a'),
      Buffer.from('hello'),
      noise.subarray(0, noise.length / 2),
      Buffer.concat([png.subarray(0, 8), svg]),
      Buffer.concat([Buffer.from('RIFF0000WEBP'), svg]),
      bomb,
    ]) {
      const { body } = await put(bytes, 'image/png').expect(422);
      expect(body.code).toBe('photo-refused');
    }
    expect(await kept()).toEqual(before);
  });

  it('come as bytes of a picture and not over 2 MB, and no other route takes them', async () => {
    const png = await picture().png().toBuffer();
    for (const type of ['application/octet-stream', 'multipart/form-data; boundary=x'])
      expect((await put(png, type).expect(415)).body.code).toBe('unsupported-media-type');
    expect((await put('{}', 'application/json').expect(415)).body.code).toBe('unsupported-media-type');
    expect((await put(Buffer.alloc(2 * 1024 * 1024 + 1), 'image/png').expect(413)).body.code).toBe('body-too-large');
    await put(png, 'image/png', 'nonsense').expect(401);
    await put(png, 'image/png', (await t.given.staff()).token).expect(403);
    for (const [method, path] of [
      ['patch', '/v1/advisors/me'],
      ['put', '/v1/advisors/me/presence'],
      ['post', '/webhooks/livekit'],
    ] as const) {
      const other = t.http(ada.host)[method](path).set('authorization', `Bearer ${ada.token}`);
      await other.set('content-type', 'image/png').send(png).expect(415);
    }
    await t.http(ada.host).post('/v1/nothing').set('content-type', 'image/png').send(png).expect(404);
  });

  it('are not there for another licensee, and not kept by anybody when they are not there', async () => {
    const { body } = await put(await picture().png().toBuffer(), 'image/png').expect(200);
    const foreign = await t.http('zenith.localhost').get(body.photoUrl).expect(404);
    expect(foreign.headers['cache-control']).toBe('no-store');
    await t.as(ada).delete('/v1/advisors/me/photo').expect(200);
    const gone = await t.as(ada).delete('/v1/advisors/me/photo').expect(200);
    expect(gone.body.photoUrl).toBeNull();
    const absent = await t.http(ada.host).get(body.photoUrl).expect(404);
    expect(absent.headers['cache-control']).toBe('no-store');
    expect(await kept()).toEqual([]);
  });
});
