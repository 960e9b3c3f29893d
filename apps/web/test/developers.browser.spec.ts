import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { stand, tooWideAt, violations } from './support/checks.ts';
import { type Visitor, type World, openWorld, signIn } from './support/world.ts';

describe('the page for developers', () => {
  let world: World;
  let owner: Visitor;
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    owner = await world.visitor();
    await signIn(owner.page, world.at('aurora', '/admin/'), 'owner@aurora.example');
  }, 240_000);
  afterAll(() => world?.close());

  const isFine = async (): Promise<void> => {
    const { page } = owner;
    await stand(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await tooWideAt(page, [360])).toEqual([]);
  };
  /** What a program of the licensee gets. */
  const ask = (key: string): Promise<number> =>
    owner.page.evaluate(
      async (bearer) => (await fetch('/v1/users', { headers: { authorization: `Bearer ${bearer}` } })).status,
      key,
    );

  /** A call and a dispute, as a program with the key makes them. */
  const play = (key: string): Promise<void> =>
    owner.page.evaluate(async (bearer) => {
      const send = async (method: string, path: string, body?: object) => {
        const headers = {
          authorization: `Bearer ${bearer}`,
          'content-type': 'application/json',
          'idempotency-key': crypto.randomUUID(),
        };
        const answer = await fetch(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
        return (await answer.json()) as { id: string; data: { id: string }[] };
      };
      const [user] = (await send('GET', '/v1/users?externalId=test_user')).data;
      const [advisor] = (await send('GET', '/v1/staff/advisors?externalId=test_advisor')).data;
      const call = await send('POST', `/v1/users/${user!.id}/calls`, { advisorId: advisor!.id, medium: 'voice' });
      const steps = ['advisor_answers', 'both_connect', 'caller_hangs_up'].map((event) => ({ event, afterSeconds: 1 }));
      await send('POST', `/v1/test/calls/${call.id}/simulate`, { steps });
      const topUp = await send('POST', '/v1/test/top-ups', { userId: user!.id, amountMinor: 1000, card: 'success' });
      await send('POST', '/v1/test/disputes', { topUpId: topUp.id });
    }, key);

  it('makes a key that is shown once, and works until it is revoked', async () => {
    const { page } = owner;
    await page.getByRole('link', { name: 'Keys', exact: true }).click();
    await page.getByRole('heading', { name: 'Keys', level: 1 }).waitFor();
    await page.getByText('No keys yet').waitFor();
    await isFine();
    const form = page.getByRole('region', { name: 'API keys' });
    await form.getByRole('button', { name: 'Make key' }).click();
    await page.getByText('Choose at least one.').waitFor();
    await form.getByLabel('What it is for').fill('Shop server');
    await form.getByLabel('See users (users:read)').check();
    await form.getByLabel('Addresses or networks it works from').fill('10.0.0.0/40');
    await form.getByRole('button', { name: 'Make key' }).click();
    await page.getByText('must be an address or a network').waitFor();
    await form.getByLabel('Addresses or networks it works from').fill('');
    await form.getByRole('button', { name: 'Make key' }).click();
    const shown = page.getByLabel('The key (Shop server)');
    const key = await shown.inputValue();
    expect(key).toMatch(/^sk_live_[0-9a-z]{59}$/);
    await page.getByRole('button', { name: 'Copy key' }).waitFor();
    await isFine();
    expect(await ask(key)).toBe(200);
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await shown.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('cell', { name: 'GET /v1/users' }).waitFor();
    expect(await page.content()).not.toContain(key);

    await page.getByRole('button', { name: /^Revoke the key Shop server/ }).click();
    await page.getByText('is refused from the next request on', { exact: false }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click();
    await page.getByRole('cell', { name: 'Revoked' }).waitFor();
    expect(await ask(key)).toBe(401);
  });

  it('replaces a key, and shows the new one', async () => {
    const { page } = owner;
    const form = page.getByRole('region', { name: 'API keys' });
    await form.getByLabel('What it is for').fill('Rolled');
    await form.getByLabel('Everything, also what later releases add').check();
    await form.getByRole('button', { name: 'Make key' }).click();
    const shown = page.getByLabel('The key (Rolled)');
    const first = await shown.inputValue();
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByRole('button', { name: /^Replace the key Rolled/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make the new key' }).click();
    await shown.waitFor();
    const second = await shown.inputValue();
    expect(second).not.toBe(first);
    expect([await ask(first), await ask(second)]).toEqual([200, 200]);
    await page.getByRole('button', { name: 'I have copied it' }).click();
  });

  it('shows test mode in words and colour, makes a key of it, and puts its clock forward', async () => {
    const { page } = owner;
    await page.getByText('Test mode', { exact: true }).first().click();
    await page.getByText('Nothing here is real', { exact: false }).waitFor();
    await page.getByText('No keys yet').waitFor();
    await isFine();
    const form = page.getByRole('region', { name: 'API keys' });
    await form.getByLabel('What it is for').fill('Trial');
    await form.getByLabel('Everything, also what later releases add').check();
    await form.getByRole('button', { name: 'Make key' }).click();
    const key = await page.getByLabel('The key (Trial)').inputValue();
    expect(key).toMatch(/^sk_test_[0-9a-z]{59}$/);
    await page.getByRole('button', { name: 'I have copied it' }).click();
    expect(await ask(key)).toBe(200);
    // The first key brings somebody with money, who is shown; nothing else was made.
    const users = page.getByRole('region', { name: 'Users and their wallets' });
    await users.getByRole('cell', { name: 'test_user' }).waitFor();
    await users.getByRole('cell', { name: '€50.00' }).waitFor();
    for (const nothing of ['No test calls yet', 'No test disputes yet', 'No test payouts yet'])
      await page.getByText(nothing).waitFor();
    await play(key);
    await page.reload();
    await page.getByRole('region', { name: 'Calls', exact: true }).getByText('ended hangup_caller').waitFor();
    await page.getByRole('region', { name: 'Disputes', exact: true }).getByText('needs_response').waitFor();
    await isFine();
    const clock = page.getByRole('region', { name: 'Test clock' });
    await clock.getByText('0 h ahead', { exact: false }).waitFor();
    await clock.getByRole('button', { name: 'One day forward' }).click();
    await clock.getByText('24 h ahead', { exact: false }).waitFor();
    await isFine();
    // The next page is in the same mode, and says so.
    await page.getByRole('link', { name: 'Events', exact: true }).click();
    await page.getByText('Nothing here is real', { exact: false }).waitFor();
    await page.getByRole('cell', { name: 'api_key.created', exact: true }).waitFor();
    await page.getByText('Live', { exact: true }).first().click();
    await page.getByText('Nothing here is real', { exact: false }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Keys', exact: true }).click();
    await page.getByRole('cell', { name: 'Rolled' }).first().waitFor();
  });

  it('registers a public key, and refuses a private one', async () => {
    const { page } = owner;
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const form = page.getByRole('region', { name: 'Sign-in of your own users' });
    await form.getByLabel('What it is for').fill('Shop');
    await form.getByLabel('Issuer (iss)').fill('https://shop.example');
    await form.getByLabel('Key id (kid)').fill('2026-11');
    await form.getByLabel('Public key (JWK)').fill('not a key');
    await form.getByRole('button', { name: 'Register key' }).click();
    await page.getByText('Paste the public key as JSON.').waitFor();
    await form.getByLabel('Public key (JWK)').fill(JSON.stringify(privateKey.export({ format: 'jwk' })));
    await form.getByRole('button', { name: 'Register key' }).click();
    await page.getByText('holds a private key', { exact: false }).waitFor();
    await form.getByLabel('Public key (JWK)').fill(JSON.stringify(publicKey.export({ format: 'jwk' })));
    await form.getByRole('button', { name: 'Register key' }).click();
    await page.getByRole('cell', { name: 'EdDSA' }).waitFor();
    await isFine();
    await page.getByRole('button', { name: 'Revoke the sign-in key Shop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click();
    await form.getByRole('cell', { name: 'Revoked' }).waitFor();
  });
});
