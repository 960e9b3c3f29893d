import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { control, Receiver, refusal, sdk, start, until, WEBHOOK_SECRET } from '../../test/harness.js';
import type { Sandbox } from '../sandbox.js';

let sandbox: Sandbox;
let stripe: Stripe;
let receiver: Receiver;

beforeEach(async () => {
  receiver = await new Receiver().start();
  sandbox = await start({
    stripe: {
      secretKey: 'sk_test_sandbox_spec',
      webhookUrl: receiver.url,
      webhookSecrets: [WEBHOOK_SECRET],
    },
  });
  stripe = sdk(sandbox.port);
});
afterEach(async () => {
  expect(sandbox.stripe.state.defects).toEqual([]);
  await sandbox.stop();
  await receiver.stop();
});

/** A paid charge of 25.00 whose money is available. */
async function charge(card = 'pm_card_bypassPending', amount = 2500): Promise<string> {
  const intent = await stripe.paymentIntents.create({ amount, currency: 'eur', payment_method: card, confirm: true });
  const id = intent.latest_charge as string;
  await until(async () => (await stripe.charges.retrieve(id)).balance_transaction, 'the fee');
  return id;
}

const dispute = async (body: object): Promise<Stripe.Dispute> =>
  (await control(sandbox, '/disputes', body))['dispute'] as Stripe.Dispute;
const decide = (id: string, body: object) => control(sandbox, `/disputes/${id}`, body);
const status = async (id: string) => (await stripe.disputes.retrieve(id)).status;
const available = async () => (await stripe.balance.retrieve()).available[0]?.amount;
const types = async () => {
  await sandbox.stripe.webhooks.idle();
  return receiver
    .events()
    .map(({ type }) => type)
    .filter((type) => type.startsWith('charge.dispute') || type.startsWith('radar'));
};

describe('a dispute', () => {
  it('takes the money and a fee at once, and bars the charge from refunds', async () => {
    const id = await charge();
    expect(await available()).toBe(2500 - 63);
    const made = await dispute({ charge: id, reason: 'product_not_received' });
    expect(made).toMatchObject({ amount: 2500, reason: 'product_not_received', status: 'needs_response' });
    expect(made.evidence_details.due_by).toBeGreaterThan(made.created + 7 * 86_400);
    expect(await available()).toBe(-63 - 1500);
    const [line] = (await stripe.balanceTransactions.list({ type: 'adjustment', expand: ['data.source'] })).data;
    expect(line).toMatchObject({
      amount: -2500,
      fee: 1500,
      net: -4000,
      reporting_category: 'dispute',
      source: { id: made.id },
    });
    expect((await stripe.charges.retrieve(id)).disputed).toBe(true);
    expect(await refusal(stripe.refunds.create({ charge: id }))).toMatchObject({ code: 'charge_disputed' });
    expect(await types()).toEqual(['charge.dispute.created', 'charge.dispute.funds_withdrawn']);
    expect((await stripe.disputes.list({ charge: id })).data.map(({ id: found }) => found)).toEqual([made.id]);
  });

  it('is won by winning evidence, staged first and then sent once', async () => {
    const id = await charge();
    const made = await dispute({ charge: id });
    const staged = await stripe.disputes.update(made.id, {
      evidence: { product_description: 'A call', uncategorized_text: 'winning_evidence' },
      submit: false,
    });
    expect(staged).toMatchObject({
      status: 'needs_response',
      evidence_details: { submission_count: 0, has_evidence: true },
    });
    const sent = await stripe.disputes.update(made.id, { submit: true });
    expect(sent).toMatchObject({
      status: 'under_review',
      evidence: { product_description: 'A call' },
      evidence_details: { submission_count: 1, submission_method: 'manual' },
    });
    expect(await refusal(stripe.disputes.update(made.id, { evidence: { customer_name: 'A' } }))).toMatchObject({
      code: 'dispute_not_editable',
    });
    sandbox.stripe.advance(1);
    expect(await status(made.id)).toBe('won');
    expect(await available()).toBe(2500 - 63 - 1500);
    expect((await stripe.disputes.retrieve(made.id)).balance_transactions.map(({ net }) => net)).toEqual([-4000, 2500]);
    expect(await types()).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.updated',
      'charge.dispute.updated',
      'charge.dispute.funds_reinstated',
      'charge.dispute.closed',
    ]);
  });

  it('is lost by losing evidence, by silence, or by accepting it', async () => {
    const [first, second, third] = [
      await dispute({ charge: await charge() }),
      await dispute({ charge: await charge() }),
      await dispute({ charge: await charge() }),
    ];
    await stripe.disputes.update(first.id, { evidence: { uncategorized_text: 'losing_evidence' } });
    expect((await stripe.disputes.close(second.id)).status).toBe('lost');
    expect((await refusal(stripe.disputes.close(second.id))).message).toContain('already lost');
    sandbox.stripe.advance(11 * 86_400);
    expect([await status(first.id), await status(second.id), await status(third.id)]).toEqual(['lost', 'lost', 'lost']);
    expect((await stripe.disputes.retrieve(third.id)).evidence_details.past_due).toBe(true);
  });

  it('may be appealed after it was lost, and won after all, with the fee where the country gives it back', async () => {
    const made = await dispute({ charge: await charge() });
    await decide(made.id, { outcome: 'lost' });
    await decide(made.id, { outcome: 'appeal' });
    expect(await status(made.id)).toBe('appeal_needs_response');
    await stripe.disputes.update(made.id, { evidence: { uncategorized_text: 'We disagree.' } });
    expect(await status(made.id)).toBe('appeal_under_review');
    await decide(made.id, { outcome: 'won', feeBack: true });
    expect(await status(made.id)).toBe('won');
    expect(await available()).toBe(2500 - 63);
    await expect(decide(made.id, { outcome: 'lost' })).rejects.toThrow(/cannot become lost/);
  });

  it('may be about a part of the charge, and about another part again', async () => {
    const id = await charge();
    expect((await dispute({ charge: id, amount: 1000 })).amount).toBe(1000);
    expect((await dispute({ charge: id })).amount).toBe(1500);
    await expect(dispute({ charge: id, amount: 1 })).rejects.toThrow(/At most 0/);
  });

  it('as a question moves no money until it is escalated', async () => {
    const id = await charge();
    const made = await dispute({ charge: id, inquiry: true });
    expect(made).toMatchObject({ status: 'warning_needs_response', is_charge_refundable: true });
    expect(await available()).toBe(2500 - 63);
    await stripe.disputes.update(made.id, { evidence: { uncategorized_text: 'escalate_inquiry_evidence' } });
    sandbox.stripe.advance(1);
    expect(await status(made.id)).toBe('needs_response');
    expect(await available()).toBe(-63 - 1500);
    const closed = await dispute({ charge: await charge(), inquiry: true });
    await decide(closed.id, { outcome: 'warning_closed' });
    expect(await status(closed.id)).toBe('warning_closed');
  });
});

describe("Stripe's test cards", () => {
  it.each([
    ['pm_card_createDispute', [['fraudulent', 'needs_response', 2500]]],
    ['pm_card_createDisputeProductNotReceived', [['product_not_received', 'needs_response', 2500]]],
    ['pm_card_createDisputeInquiry', [['general', 'warning_needs_response', 2500]]],
    [
      'pm_card_createMultipleDisputes',
      [
        ['fraudulent', 'needs_response', 1250],
        ['fraudulent', 'needs_response', 1250],
      ],
    ],
  ])('%s', async (card, expected) => {
    await charge(card);
    sandbox.stripe.advance(1);
    const found = (await stripe.disputes.list()).data;
    expect(found.map(({ reason, status: at, amount }) => [reason, at, amount])).toEqual(expected);
  });

  it('warn before any dispute; a refund settles the warning', async () => {
    const id = await charge('pm_card_createIssuerFraudRecord');
    sandbox.stripe.advance(1);
    const [warning] = (await stripe.radar.earlyFraudWarnings.list({ charge: id })).data;
    expect(warning).toMatchObject({ actionable: true, charge: id, fraud_type: 'made_with_stolen_card' });
    await stripe.refunds.create({ charge: id });
    expect((await stripe.radar.earlyFraudWarnings.retrieve(warning?.id as string)).actionable).toBe(false);
    expect(await types()).toEqual(['radar.early_fraud_warning.created', 'radar.early_fraud_warning.updated']);
    const other = await control(sandbox, '/early_fraud_warnings', { charge: await charge() });
    expect(other['warning']).toMatchObject({ actionable: true });
  });
});

describe('evidence files', () => {
  const upload = (data: Buffer, more: Partial<Stripe.FileCreateParams> = {}, options = {}) =>
    stripe.files.create(
      { purpose: 'dispute_evidence', file: { data, name: 'call.pdf', type: 'application/pdf' }, ...more },
      options,
    );

  it('are uploaded byte by byte and used as evidence', async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 45, 45, 200, 13, 10]);
    const file = await upload(bytes, {}, { idempotencyKey: 'f:1' });
    expect(file).toMatchObject({
      object: 'file',
      size: 9,
      type: 'pdf',
      filename: 'call.pdf',
      purpose: 'dispute_evidence',
    });
    expect((await upload(bytes, {}, { idempotencyKey: 'f:1' })).id).toBe(file.id);
    expect((await stripe.files.retrieve(file.id)).size).toBe(9);
    const made = await dispute({ charge: await charge() });
    const after = await stripe.disputes.update(made.id, {
      evidence: { service_documentation: file.id },
      submit: false,
    });
    expect(after.evidence.service_documentation).toBe(file.id);
    expect(
      await refusal(stripe.disputes.update(made.id, { evidence: { receipt: 'file_none' }, submit: false })),
    ).toMatchObject({ code: 'resource_missing', param: 'evidence[receipt]' });
  });

  it('must be of a kind and size that banks read, and texts may not be endless', async () => {
    expect(
      await refusal(upload(Buffer.from('x'), { file: { data: Buffer.from('x'), name: 'a.txt', type: 'text/plain' } })),
    ).toMatchObject({ code: 'invalid_file_type' });
    expect(await refusal(upload(Buffer.alloc(5_000_001, 1)))).toMatchObject({ code: 'file_too_large' });
    const made = await dispute({ charge: await charge() });
    expect(
      await refusal(
        stripe.disputes.update(made.id, { evidence: { access_activity_log: 'x'.repeat(150_001) }, submit: false }),
      ),
    ).toMatchObject({ statusCode: 400, param: 'evidence' });
  });
});
