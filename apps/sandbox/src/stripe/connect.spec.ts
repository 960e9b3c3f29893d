import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { accountV2, control, Receiver, refusal, sdk, start, until } from '../../test/harness.js';
import type { Sandbox } from '../sandbox.js';

const SECRET = 'whsec_spec';
let sandbox: Sandbox;
let stripe: Stripe;
let platform: Receiver;
let connect: Receiver;
let thin: Receiver;

beforeEach(async () => {
  [platform, connect, thin] = await Promise.all([
    new Receiver().start(),
    new Receiver().start(),
    new Receiver().start(),
  ]);
  sandbox = await start({
    stripe: {
      secretKey: 'sk_test_sandbox_spec',
      webhookUrl: platform.url,
      webhookSecrets: [SECRET],
      connectWebhookUrl: connect.url,
      connectWebhookSecrets: [SECRET],
      thinWebhookUrl: thin.url,
      thinWebhookSecrets: [SECRET],
    },
  });
  stripe = sdk(sandbox.port);
});
afterEach(async () => {
  expect(sandbox.stripe.state.defects).toEqual([]);
  await sandbox.stop();
  await Promise.all([platform.stop(), connect.stop(), thin.stop()]);
});

const types = (receiver: Receiver) => receiver.events().map(({ type }) => type);
const transfersOf = async (id: string) =>
  (await stripe.v2.core.accounts.retrieve(id, { include: ['configuration.recipient'] })).configuration?.recipient
    ?.capabilities?.stripe_balance?.stripe_transfers;

/** Opens a page as a browser does, without following where it leads. */
const browse = (url: string, form?: Record<string, string>) =>
  fetch(url, { redirect: 'manual', ...(form && { method: 'POST', body: new URLSearchParams(form) }) });

/** The hidden field of the form that was shown. */
const visitOf = (html: string) => /name="visit" value="([^"]+)"/.exec(html)?.[1] ?? '';

describe('a v2 account', () => {
  it('is null in everything that was not asked for by include', async () => {
    const bare = await stripe.v2.core.accounts.create({ ...accountV2(), include: [] });
    expect(bare).toMatchObject({ object: 'v2.core.account', configuration: null, requirements: null, identity: null });
    expect(bare.applied_configurations).toEqual(['recipient']);
    const full = await stripe.v2.core.accounts.retrieve(bare.id, {
      include: ['configuration.recipient', 'requirements', 'identity', 'defaults'],
    });
    expect(full.configuration?.merchant).toBeNull();
    expect(full.identity).toMatchObject({ country: 'cy', entity_type: 'individual' });
    expect(full.defaults?.responsibilities).toMatchObject({
      fees_collector: 'application',
      losses_collector: 'application',
    });
    expect(full.requirements?.entries?.map(({ description }) => description)).toContain('defaults.payout_methods');
    expect(full.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers).toEqual({
      status: 'restricted',
      status_details: [{ code: 'requirements_past_due', resolution: 'provide_info' }],
    });
  });

  it('changes what update names, keeps the rest, and never its dashboard', async () => {
    const { id } = await stripe.v2.core.accounts.create(accountV2());
    const after = await stripe.v2.core.accounts.update(id, {
      contact_email: 'new@example.com',
      configuration: { merchant: { capabilities: { card_payments: { requested: true } } } },
      metadata: { party: '' },
    });
    expect(after).toMatchObject({ contact_email: 'new@example.com', display_name: 'Ada', dashboard: 'express' });
    expect(after.applied_configurations).toEqual(['merchant', 'recipient']);
    expect(after.metadata).toEqual({ tenant: 'lic_1' });
    expect(await refusal(stripe.v2.core.accounts.update(id, { dashboard: 'none' }))).toMatchObject({ statusCode: 400 });
  });

  it('names the missing and the unknown parameter, and answers 404 for an id it does not know', async () => {
    const { dashboard: _, ...without } = accountV2();
    expect(await refusal(stripe.v2.core.accounts.create(without))).toMatchObject({ param: 'dashboard' });
    expect(await refusal(stripe.v2.core.accounts.create({ ...accountV2(), nickname: 'x' } as object))).toMatchObject({
      statusCode: 400,
      param: 'nickname',
    });
    expect(await refusal(stripe.v2.core.accounts.retrieve('acct_none'))).toMatchObject({
      statusCode: 404,
      code: 'not_found',
    });
  });

  it('is listed page by page until it is closed', async () => {
    const made: string[] = [];
    for (let n = 0; n < 5; n++) made.unshift((await stripe.v2.core.accounts.create(accountV2())).id);
    const seen: string[] = [];
    for await (const account of stripe.v2.core.accounts.list({ limit: 2 })) seen.push(account.id);
    expect(seen).toEqual(made);
    const closed = await stripe.v2.core.accounts.close(made[0] as string);
    expect(closed).toMatchObject({ closed: true, applied_configurations: [] });
    expect((await stripe.v2.core.accounts.list()).data.map(({ id }) => id)).toEqual(made.slice(1));
    expect((await stripe.v2.core.accounts.list({ closed: true })).data.map(({ id }) => id)).toEqual([made[0]]);
    expect(await refusal(stripe.v2.core.accounts.update(made[0] as string, { display_name: 'x' }))).toMatchObject({
      code: 'account_closed',
    });
  });

  it('makes one account for one key, and the key of the platform means nothing elsewhere', async () => {
    const options = { idempotencyKey: 'acc:1' };
    const first = await stripe.v2.core.accounts.create(accountV2(), options);
    expect((await stripe.v2.core.accounts.create(accountV2(), options)).id).toBe(first.id);
    await control(sandbox, `/accounts/${first.id}`, { state: 'active' });
    const customer = await stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k' });
    const theirs = await stripe.customers.create({ name: 'A' }, { idempotencyKey: 'k', stripeContext: first.id });
    expect(theirs.id).not.toBe(customer.id);
  });
});

describe('who sees what', () => {
  it('a connected account has its own objects, by either header; another account is refused', async () => {
    const { id } = await stripe.v2.core.accounts.create(accountV2());
    const theirs = await stripe.customers.create({ name: 'theirs' }, { stripeAccount: id });
    expect((await stripe.customers.retrieve(theirs.id, {}, { stripeContext: id })).id).toBe(theirs.id);
    expect(await refusal(stripe.customers.retrieve(theirs.id))).toMatchObject({ statusCode: 404 });
    expect((await stripe.balance.retrieve({}, { stripeContext: id })).available).toEqual([
      { amount: 0, currency: 'eur', source_types: { card: 0 } },
    ]);
    expect(await refusal(stripe.balance.retrieve({}, { stripeContext: 'acct_other' }))).toMatchObject({
      statusCode: 403,
      code: 'account_invalid',
    });
    const events = await stripe.events.list({}, { stripeContext: id });
    expect(events.data.map(({ type, account }) => [type, account])).toEqual([['customer.created', id]]);
    expect((await stripe.events.list()).data).toEqual([]);
    await sandbox.stripe.webhooks.idle();
    expect(types(platform)).toEqual([]);
    expect(types(connect)).toEqual(['customer.created']);
  });
});

describe('onboarding', () => {
  const onboard = async () => {
    const { id } = await stripe.v2.core.accounts.create({ ...accountV2(), identity: {} });
    const link = await stripe.v2.core.accountLinks.create({
      account: id,
      use_case: {
        type: 'account_onboarding',
        account_onboarding: {
          refresh_url: 'http://127.0.0.1:9/again',
          return_url: 'http://127.0.0.1:9/back',
          collection_options: { fields: 'eventually_due' },
        },
      },
    });
    return { id, link };
  };
  const filled = {
    country: 'de',
    entityType: 'individual',
    givenName: 'Ada',
    surname: 'Lovelace',
    bankAccount: 'DE89 3704 0044 0532 0130 00',
  };

  it('submitting the page makes the account active and tells it by both kinds of events', async () => {
    const { id, link } = await onboard();
    const page = await browse(link.url);
    const html = await page.text();
    expect(html).toContain('SANDBOX - no real money');
    const empty = await browse(link.url, { visit: visitOf(html), action: 'submit' });
    expect(empty.status).toBe(422);
    expect(await empty.text()).toContain('Please give a country, a first name, a last name, a bank account.');
    const answer = await browse(link.url, { ...filled, visit: visitOf(html), action: 'submit' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, 'http://127.0.0.1:9/back']);
    expect(await transfersOf(id)).toEqual({ status: 'active', status_details: [] });
    const v1 = await stripe.accounts.retrieve(id);
    expect(v1).toMatchObject({
      payouts_enabled: true,
      details_submitted: true,
      capabilities: { transfers: 'active' },
      requirements: { currently_due: [], disabled_reason: null },
      external_accounts: { data: [{ object: 'bank_account', last4: '3000', currency: 'eur' }] },
    });
    await sandbox.stripe.webhooks.idle();
    expect(types(connect)).toEqual(['account.external_account.created', 'account.updated']);
    const [, updated] = connect.received;
    const event = Stripe.webhooks.constructEvent(
      updated?.body as string,
      updated?.headers['stripe-signature'] as string,
      SECRET,
    );
    expect(event).toMatchObject({
      account: id,
      data: { object: { id, payouts_enabled: true }, previous_attributes: { payouts_enabled: false } },
    });
    expect([...types(thin)].sort()).toEqual([
      'v2.core.account.created',
      'v2.core.account[configuration.recipient].capability_status_updated',
      'v2.core.account[configuration.recipient].capability_status_updated',
      'v2.core.account[defaults].updated',
      'v2.core.account[identity].updated',
      'v2.core.account[requirements].updated',
      'v2.core.account_link.returned',
    ]);
    expect(types(platform)).toEqual([]);
  });

  it('a thin event carries no data; the SDK parses it and fetches the rest', async () => {
    const { id } = await onboard();
    await control(sandbox, `/accounts/${id}`, { state: 'active' });
    const type = 'v2.core.account[configuration.recipient].capability_status_updated';
    const got = await until(() => thin.received.find(({ body }) => body.includes(type)), 'the thin event');
    expect(got.body).not.toContain('updated_capability');
    const note = stripe.parseEventNotification(got.body, got.headers['stripe-signature'] as string, SECRET);
    expect(note.type).toBe(type);
    if (note.type !== type) throw new Error('another type');
    expect((await note.fetchRelatedObject()).id).toBe(id);
    expect((await note.fetchEvent()).data.updated_capability).toMatch(/^stripe_balance\./);
    expect(() => Stripe.webhooks.constructEvent(got.body, got.headers['stripe-signature'] as string, SECRET)).toThrow();
    const listed = await stripe.v2.core.events.list({ types: [type], object_id: id });
    expect(listed.data.map(({ id: event }) => event)).toContain(note.id);
    expect((await stripe.v2.core.events.retrieve(note.id)).type).toBe(type);
  });

  it('leaving keeps what was typed, returns all the same, and leaves requirements', async () => {
    const { id, link } = await onboard();
    const visit = visitOf(await (await browse(link.url)).text());
    const answer = await browse(link.url, { visit, action: 'leave', country: 'de', givenName: 'Ada' });
    expect(answer.headers.get('location')).toBe('http://127.0.0.1:9/back');
    const account = await stripe.v2.core.accounts.retrieve(id, { include: ['requirements', 'identity'] });
    expect(account.identity).toMatchObject({ country: 'de', individual: { given_name: 'Ada' } });
    expect(account.requirements?.summary?.minimum_deadline?.status).toBe('past_due');
    expect((await transfersOf(id))?.status).toBe('restricted');
    expect(await stripe.accounts.retrieve(id)).toMatchObject({
      details_submitted: true,
      payouts_enabled: false,
      requirements: { disabled_reason: 'requirements.past_due' },
    });
  });

  it('being rejected is final', async () => {
    const { id, link } = await onboard();
    const visit = visitOf(await (await browse(link.url)).text());
    await browse(link.url, { ...filled, visit, action: 'reject' });
    expect((await transfersOf(id))?.status).toBe('rejected');
    expect(
      await refusal(
        stripe.accountLinks.create({
          account: id,
          type: 'account_onboarding',
          refresh_url: 'http://127.0.0.1:9/again',
          return_url: 'http://127.0.0.1:9/back',
        }),
      ),
    ).toMatchObject({ code: 'account_invalid', param: 'account' });
  });

  it('a link opens once and for minutes; after that it leads to refresh_url', async () => {
    const { link } = await onboard();
    const visit = visitOf(await (await browse(link.url)).text());
    expect((await browse(link.url)).headers.get('location')).toBe('http://127.0.0.1:9/again');
    expect(
      (await browse(link.url, { ...filled, visit: 'visit_other', action: 'submit' })).headers.get('location'),
    ).toBe('http://127.0.0.1:9/again');
    await browse(link.url, { ...filled, visit, action: 'submit' });
    expect((await browse(link.url, { ...filled, visit, action: 'submit' })).headers.get('location')).toBe(
      'http://127.0.0.1:9/again',
    );
    const late = await onboard();
    sandbox.stripe.advance(301);
    expect((await browse(late.link.url)).headers.get('location')).toBe('http://127.0.0.1:9/again');
  });

  it('a country that transfers do not reach is not supported, however complete the form', async () => {
    const { id } = await onboard();
    await control(sandbox, `/accounts/${id}`, { state: 'active', country: 'br' });
    expect(await transfersOf(id)).toEqual({
      status: 'unsupported',
      status_details: [{ code: 'unsupported_country', resolution: 'no_resolution' }],
    });
  });
});

describe('a v1 account', () => {
  it('is made with controller properties and seen by v2 too', async () => {
    const account = await stripe.accounts.create({
      country: 'DE',
      email: 'a@example.com',
      controller: {
        fees: { payer: 'application' },
        losses: { payments: 'application' },
        stripe_dashboard: { type: 'express' },
        requirement_collection: 'stripe',
      },
      capabilities: { transfers: { requested: true } },
      tos_acceptance: { service_agreement: 'recipient' },
      metadata: { tenant: 'lic_1' },
    });
    expect(account).toMatchObject({
      object: 'account',
      type: 'express',
      country: 'DE',
      capabilities: { transfers: 'inactive' },
      tos_acceptance: { service_agreement: 'recipient' },
    });
    const link = await stripe.accountLinks.create({
      account: account.id,
      type: 'account_onboarding',
      refresh_url: 'http://127.0.0.1:9/again',
      return_url: 'http://127.0.0.1:9/back',
    });
    expect(link.expires_at - link.created).toBe(300);
    expect((await browse(link.url)).status).toBe(200);
    const updated = await stripe.accounts.update(account.id, { metadata: { party: 'adv_1' } });
    expect(updated.metadata).toEqual({ tenant: 'lic_1', party: 'adv_1' });
    expect((await stripe.accounts.list()).data.map(({ id }) => id)).toEqual([account.id]);
    expect((await stripe.v2.core.accounts.retrieve(account.id)).applied_configurations).toEqual(['recipient']);
  });

  it('opens its Express dashboard by a link that is good for one visit', async () => {
    const { id } = await stripe.v2.core.accounts.create(accountV2());
    expect((await refusal(stripe.accounts.createLoginLink(id))).message).toContain('not completed onboarding');
    await control(sandbox, `/accounts/${id}`, { state: 'active' });
    const { url } = await stripe.accounts.createLoginLink(id);
    expect(await (await browse(url)).text()).toContain('Payouts');
    expect((await browse(url)).status).toBe(410);
  });

  it('keeps bank accounts: one default for a currency, which cannot be deleted', async () => {
    const { id } = await stripe.v2.core.accounts.create(accountV2());
    const add = (account_number: string, more: object = {}) =>
      stripe.accounts.createExternalAccount(id, {
        external_account: { object: 'bank_account', country: 'DE', currency: 'eur', account_number },
        ...more,
      });
    const first = (await add('DE89370400440532013000')) as Stripe.BankAccount;
    const second = (await add('DE62370400440532013001', { default_for_currency: true })) as Stripe.BankAccount;
    expect([first.default_for_currency, second.default_for_currency]).toEqual([true, true]);
    const banks = (await stripe.accounts.listExternalAccounts(id)).data as Stripe.BankAccount[];
    expect(banks.map((bank) => [bank.id, bank.default_for_currency])).toEqual([
      [second.id, true],
      [first.id, false],
    ]);
    expect((await refusal(stripe.accounts.deleteExternalAccount(id, second.id))).statusCode).toBe(400);
    await stripe.accounts.updateExternalAccount(id, first.id, { default_for_currency: true });
    expect(await stripe.accounts.deleteExternalAccount(id, second.id)).toMatchObject({ deleted: true });
    expect((await stripe.accounts.retrieveExternalAccount(id, first.id)).id).toBe(first.id);
    expect(await refusal(add('nonsense'))).toMatchObject({ code: 'account_number_invalid' });
  });
});
