import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stand, tooWideAt, violations } from './support/checks.ts';
import { callerWith, goOnline, soon, tokenOf } from './support/people.ts';
import { type Visitor, type World, openWorld, signIn } from './support/world.ts';

interface Caught {
  readonly to: string;
  readonly body: string;
  readonly status: string;
}
interface Entry {
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const PHONE = '+4915100000111';

describe('texts about calls', () => {
  let world: World;
  let advisor: Visitor;
  let callerToken: string;
  let advisorId: string;
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    ({ token: callerToken } = await callerWith(world, 'Cara', 5_000));
    advisor = await world.visitor({ width: 420, height: 860 });
    const advisors = await world.api('aurora').get<{ data: { id: string; displayName: string }[] }>('/v1/advisors');
    advisorId = advisors.data.find(({ displayName }) => displayName === 'Ada')!.id;
  });
  afterAll(() => world?.close());

  /** The newest text to the phone, from the page of the sandbox. */
  const textAbout = (what: RegExp): Promise<Caught> =>
    soon(`a text about ${what}`, 40_000, async () => {
      const from = `${new URL(world.stack.urls.mail!).origin}/_control/texts`;
      const { texts } = (await (await fetch(from)).json()) as { texts: Caught[] };
      return texts.findLast(({ to, body }) => to === PHONE && what.test(body));
    });

  it('an advisor adds a number, agrees, and proves it by the code', async () => {
    const { page } = advisor;
    await signIn(page, world.at('aurora', '/pro/'), 'ada@aurora.example');
    await goOnline(page);
    await page.goto(world.at('aurora', '/pro/account'));
    const card = page.getByRole('region', { name: 'Texts about calls' });
    await card.getByLabel('Phone number').fill('0151 23');
    await card.getByRole('button', { name: 'Send the code' }).click();
    await card.getByText('This is no phone number').waitFor();
    await card.getByText('Without your consent').waitFor();
    await card.getByLabel('Phone number').fill('+49 151 00000-111');
    await card.getByLabel(/I agree that Aurora/).check();
    await page.setViewportSize({ width: 420, height: 2_800 });
    expect(await violations(page)).toEqual([]);
    await card.getByRole('button', { name: 'Send the code' }).click();
    await card.getByText('Waits for its code').waitFor();
    const { body } = await textAbout(/your code is/);
    expect(body).toMatch(/^Aurora/);
    const code = /\b\d{6}\b/.exec(body)![0];
    await card.getByLabel('Code', { exact: true }).fill(code === '000000' ? '000001' : '000000');
    await card.getByRole('button', { name: 'Prove the number' }).click();
    await card.getByText('You have 4 more tries').waitFor();
    await card.getByLabel('Code', { exact: true }).fill(code);
    await card.getByRole('button', { name: 'Prove the number' }).click();
    await card.getByText('Proved', { exact: true }).waitFor();
    await card.getByText('+49 ••• 111').waitFor();
    await page.getByText('By SMS or WhatsApp').first().waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await tooWideAt(page, [390, 320])).toEqual([]);
    expect(advisor.complaints).toEqual([]);
  });

  it('a ring that nobody hears is a text, its report is on the timeline, and a missed call is another one', async () => {
    const api = world.api('aurora');
    // A page that is open would ring, and say so.
    await advisor.page.goto('about:blank');
    const call = await api.post<{ id: string }>('/v1/calls', {
      token: callerToken,
      key: randomUUID(),
      body: { advisorId, medium: 'voice' },
    });
    const { body } = await textAbout(/is calling you now/);
    expect(body).toContain(world.at('aurora', '/pro/'));
    const owner = await tokenOf(api, 'owner@aurora.example');
    await soon('the report', 20_000, async () => {
      const { entries } = await api.get<{ entries: Entry[] }>(`/v1/staff/calls/${call.id}/timeline`, owner);
      return entries.find(({ data }) => data['step'] === 'text' && data['outcome'] === 'delivered');
    });
    await api.text('POST', `/v1/calls/${call.id}/cancel`, { token: callerToken, body: {} });
    await textAbout(/you missed a call/);
  });

  it('staff see what was sent, what texts say, and set the budget', async () => {
    const { page, complaints } = await world.visitor({ width: 1280, height: 2_400 });
    await signIn(page, world.at('aurora', '/admin/'), 'owner@aurora.example');
    await page.goto(world.at('aurora', '/admin/mail'));
    const card = page.getByRole('region', { name: 'Texts', exact: true });
    await card.getByText('3 of 200 taken today').waitFor();
    await card.getByText(/somebody is calling you now/).waitFor();
    await card.getByLabel('Texts on one day').fill('50');
    await card.getByRole('button', { name: 'Save' }).click();
    await card.getByText('3 of 50 taken today').waitFor();
    // The budget shows before the button has its words back, and these fade in.
    await page.getByText('The budget is saved.').waitFor();
    await stand(page);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('an advisor removes the number, and has no topic for texts any more', async () => {
    const { page } = advisor;
    await page.goto(world.at('aurora', '/pro/account'));
    const card = page.getByRole('region', { name: 'Texts about calls' });
    await card.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await card.getByLabel('Phone number').waitFor();
    await soon('no topic', 10_000, async () =>
      (await page.getByText('By SMS or WhatsApp').count()) === 0 ? true : undefined,
    );
  });
});
