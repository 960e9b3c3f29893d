import type { RequestShape } from './request-shapes.js';

const yesterday = () => Math.floor(Date.now() / 1000) - 86_400;

/** Disputes, their evidence, and the warnings before them: money.md section 3.5. */
export const DISPUTE_SHAPES: readonly RequestShape[] = [
  {
    name: 'disputes.list',
    send: (stripe, ids) =>
      stripe.disputes.list({ payment_intent: ids.paymentIntent, created: { gt: yesterday() }, limit: 100 }),
  },
  {
    name: 'disputes.retrieve',
    send: (stripe, ids) => stripe.disputes.retrieve(ids.dispute, { expand: ['charge', 'payment_intent'] }),
  },
  {
    name: 'disputes.update with evidence to look at',
    send: (stripe, ids) =>
      stripe.disputes.update(
        ids.dispute,
        {
          evidence: {
            product_description: 'A call of 12 minutes',
            customer_name: 'A User',
            customer_email_address: 'user@example.com',
            customer_purchase_ip: '203.0.113.7',
            service_date: '2026-11-01',
            service_documentation: ids.file,
            access_activity_log: 'signed in, called, hung up',
            receipt: ids.file,
            refund_policy: ids.file,
            refund_policy_disclosure: 'accepted before the call',
            cancellation_policy: ids.file,
            customer_communication: ids.file,
          },
          metadata: { tenant: 'lic_1' },
          submit: false,
        },
        { idempotencyKey: `dsp:${Math.random()}` },
      ),
  },
  {
    name: 'disputes.update that sends it',
    send: (stripe, ids) =>
      stripe.disputes.update(ids.dispute, { evidence: { uncategorized_text: 'winning_evidence' }, submit: true }),
  },
  { name: 'disputes.close', send: (stripe, ids) => stripe.disputes.close(ids.dispute) },
  {
    name: 'files.create',
    send: (stripe) =>
      stripe.files.create({
        purpose: 'dispute_evidence',
        file: { data: Buffer.from('%PDF-1.4'), name: 'call.pdf', type: 'application/pdf' },
      }),
  },
  { name: 'files.retrieve', send: (stripe, ids) => stripe.files.retrieve(ids.file) },
  {
    name: 'radar.earlyFraudWarnings.list',
    send: (stripe, ids) => stripe.radar.earlyFraudWarnings.list({ charge: ids.charge, limit: 10 }),
  },
  {
    name: 'radar.earlyFraudWarnings.retrieve',
    send: (stripe, ids) => stripe.radar.earlyFraudWarnings.retrieve(ids.warning, { expand: ['charge'] }),
  },
];
