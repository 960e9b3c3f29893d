import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { tooWideAt, violations } from './support/checks.ts';
import { tokenOf } from './support/people.ts';
import { type Visitor, type World, openWorld } from './support/world.ts';

interface Started {
  readonly id: string;
  readonly join: { readonly callerUrl: string; readonly advisorUrl: string };
}

// The short form, inside `npm test`, has the call journey only.
const full = process.env['SCREENS'] === 'short' ? describe.skip : describe;

full('a developer with a fresh key of test mode', () => {
  let world: World;
  let docs: Visitor;
  let key: string;
  let call: Started;
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    docs = await world.visitor();
    await docs.page.goto(world.at('aurora', '/docs/reference/users'));
    const token = await tokenOf(world.api('aurora'), 'owner@aurora.example');
    ({ key } = await ask<{ key: string }>('/v1/staff/api-keys', token, { name: 'Docs', scopes: ['*'] }, true));
  });
  afterAll(() => world?.close());

  /** From a page of the licensee's host, as a program would. */
  const ask = <T>(path: string, bearer: string, body?: object, isTest = false): Promise<T> =>
    docs.page.evaluate(
      async ([at, authorization, json, mode]) => {
        const response = await fetch(at, {
          method: json === null ? 'GET' : 'POST',
          headers: {
            authorization,
            ...(json === null ? {} : { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }),
            ...(mode ? { 'test-mode': 'true' } : {}),
          },
          body: json,
        });
        return (await response.json()) as never;
      },
      [path, `Bearer ${bearer}`, body === undefined ? null : JSON.stringify(body), isTest] as const,
    );
  const simulated = (page: Page) => page.getByRole('region', { name: /^Simul/ });

  it('asks the API from its reference, and is answered from test mode', async () => {
    const { page, complaints } = docs;
    await page.getByLabel('Key of test mode').fill(key);
    const form = page.getByRole('form', { name: /^Try GET \/v1\/users$/ });
    await page.getByText('Try it in test mode').first().click();
    await form.getByRole('button', { name: 'Send GET' }).click();
    await form.getByText('200', { exact: false }).first().waitFor();
    await form.getByText('livemode: false').waitFor();
    await form.getByText('"externalId": "test_user"').waitFor();
    expect(complaints).toEqual([]);
  });

  it('sees behind the links of a call that it is simulated, and plays both sides by buttons', async () => {
    const users = await ask<{ data: { id: string }[] }>('/v1/users?externalId=test_user', key);
    const advisors = await ask<{ data: { id: string }[] }>('/v1/staff/advisors?externalId=test_advisor', key);
    call = await ask<Started>(`/v1/users/${users.data[0]!.id}/calls`, key, {
      advisorId: advisors.data[0]!.id,
      medium: 'voice',
    });
    const [caller, advisor] = [await world.visitor({ width: 390 }), await world.visitor()];
    await caller.page.goto(call.join.callerUrl);
    await advisor.page.goto(call.join.advisorUrl);
    for (const { page } of [caller, advisor]) {
      await page.getByRole('heading', { name: 'Simulated call' }).first().waitFor();
      await page.getByText('nobody is called, nothing is heard, and no money moves', { exact: false }).waitFor();
      await simulated(page).getByText('Ringing').waitFor();
      expect(await violations(page)).toEqual([]);
    }
    expect(await tooWideAt(caller.page, [390, 320])).toEqual([]);
    await advisor.page.getByRole('button', { name: 'Answer' }).click();
    await advisor.page.getByRole('button', { name: 'Connect' }).click();
    await caller.page.getByRole('button', { name: 'Connect' }).click();
    await simulated(advisor.page).getByText('Both are connected').waitFor();
    await caller.page.getByRole('button', { name: 'Hang up' }).click();
    for (const { page } of [caller, advisor]) await page.getByText('The call is over.', { exact: false }).waitFor();
    expect([...caller.complaints, ...advisor.complaints]).toEqual([]);
  });

  it('finds no dead end behind a link that is not whole', async () => {
    const { page } = await world.visitor({ locale: 'de', width: 390 });
    await page.goto(world.at('aurora', `/test-calls/${call.id}`));
    await page.getByText('Dieser Link öffnet keinen simulierten Anruf').waitFor();
    expect(await violations(page)).toEqual([]);
  });
});
