import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { tooWideAt, violations } from './support/checks.ts';
import { tokenOf } from './support/people.ts';
import { notGerman } from './support/words.ts';
import { type World, openWorld, signIn } from './support/world.ts';

const ISSUER = 'https://shop.example';
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

// The short form, inside `npm test`, has the call journey only.
const full = process.env['SCREENS'] === 'short' ? describe.skip : describe;

full('a user of a site of the licensee', () => {
  let world: World;
  let audience: string;
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    const owner = await tokenOf(world.api('aurora'), 'owner@aurora.example');
    const jwk = publicKey.export({ format: 'jwk' });
    const key = await world.api('aurora').post<{ audience: string }>('/v1/staff/sign-in-keys', {
      token: owner,
      body: { name: 'Shop', issuer: ISSUER, kid: 'shop', jwk },
    });
    audience = key.audience;
  }, 240_000);
  afterAll(() => world?.close());

  /** What the licensee's own server makes. */
  const tokenFor = (sub: string, change: object = {}): string => {
    const exp = Math.floor(Date.now() / 1000) + 240;
    const claims = {
      iss: ISSUER,
      aud: audience,
      sub,
      exp,
      jti: randomUUID(),
      name: 'Sho Pper',
      adult: true,
      ...change,
    };
    const signed = `${part({ alg: 'EdDSA', kid: 'shop' })}.${part(claims)}`;
    return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
  };
  const address = (token: string, next?: string): string =>
    world.at('aurora', `/signed-in#token=${token}${next === undefined ? '' : `&next=${encodeURIComponent(next)}`}`);

  it('comes by a link, is told as whom, agrees to the texts and is where the link leads', async () => {
    const { page, complaints } = await world.visitor();
    const token = tokenFor('shopper-1');
    await page.goto(address(token, '/wallet?from=shop'));
    await page.getByRole('heading', { name: 'You are signed in as Sho Pper' }).first().waitFor();
    expect(page.url()).toBe(world.at('aurora', '/signed-in'));
    expect(await violations(page)).toEqual([]);
    expect(await tooWideAt(page, [390, 320])).toEqual([]);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('heading', { name: 'Please read and agree' }).first().waitFor();
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await page.getByRole('button', { name: 'Agree and go on' }).click();
    await page.getByRole('heading', { name: 'Wallet', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/wallet');
    // Neither the history nor what is kept holds the token.
    const kept = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    expect(kept).not.toContain(token);
    await page.goBack();
    expect(page.url()).not.toContain(token);

    // The same person once more: there is nothing to be said.
    await page.goto(address(tokenFor('shopper-1'), '/bookings'));
    await page.getByRole('heading', { name: 'Bookings', level: 1 }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Bookings', level: 1 }).waitFor();
    // Somebody else's link is not followed in silence, and can be left.
    await page.goto(address(tokenFor('stranger', { name: 'Mallory' }), '/wallet'));
    await page.getByRole('heading', { name: 'You are signed in as Mallory' }).first().waitFor();
    await page.getByRole('button', { name: 'That is not me: sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
    expect(complaints).toEqual([]);
  });

  it('is told in their language why a link does not work', async () => {
    const { page } = await world.visitor({ locale: 'de', width: 390 });
    const token = tokenFor('shopper-2');
    await page.goto(address(token));
    await page.getByRole('heading', { name: 'Sie sind angemeldet als Sho Pper' }).first().waitFor();
    expect(await notGerman(page)).toEqual([]);
    const other = await world.visitor({ locale: 'de', width: 390 });
    await other.page.goto(address(token));
    await other.page.getByText('Dieser Link wurde schon benutzt.', { exact: false }).waitFor();
    expect(other.page.url()).toBe(world.at('aurora', '/signed-in'));
    expect(await notGerman(other.page)).toEqual([]);
    expect(await violations(other.page)).toEqual([]);
    // Another link on the same page changes the fragment only.
    await other.page.goto(address(tokenFor('shopper-2', { exp: Math.floor(Date.now() / 1000) - 120 })));
    await other.page.getByText('Dieser Link ist zu alt.', { exact: false }).waitFor();
    await other.page.goto(address(tokenFor('shopper-2', { aud: 'lic_other' })));
    await other.page.getByText('wrong_audience', { exact: false }).waitFor();
    await other.page.goto(world.at('aurora', '/'));
    await other.page.goto(world.at('aurora', '/signed-in'));
    await other.page.getByText('In dieser Adresse steht keine Anmeldung').first().waitFor();
  });

  it('goes on to pages of this site only', async () => {
    for (const next of [
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example/',
      '/v1/openapi.json',
      '/admin/',
    ]) {
      const { page, context } = await world.visitor();
      await page.goto(address(tokenFor('shopper-3'), next));
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.waitForURL((url) => url.pathname !== '/signed-in');
      expect(new URL(page.url()).host).toBe(new URL(world.at('aurora', '/')).host);
      expect(['/', '/consent']).toContain(new URL(page.url()).pathname);
      await context.close();
    }
  });

  it('keeps whoever was signed in when the link is refused', async () => {
    const { page } = await world.visitor();
    await signIn(page, world.at('aurora', '/sign-in'), 'user@aurora.example');
    await page.goto(address(tokenFor('shopper-4', { jti: '' })));
    await page.getByText('no_id', { exact: false }).waitFor();
    await page.goto(world.at('aurora', '/account'));
    await page.getByRole('heading', { name: 'Account', level: 1 }).waitFor();
  });
});
