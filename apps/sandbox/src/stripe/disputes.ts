import type { Stripe } from 'stripe';
import { bookMoney } from './balance.js';
import { bookCharge } from './charges.js';
import { mergeMetadata } from './metadata.js';
import { recordEvent } from './events.js';
import { invalidRequest } from './refusal.js';
import { idOf, type StripeState } from './state.js';
import { noteComplaint } from './warnings.js';

type Dispute = Stripe.Dispute;

/** What Stripe takes for each dispute, won or lost. */
const FEE = 1500;
const DAYS_TO_ANSWER = 10;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Stripe's limit for all texts of the evidence together. */
const EVIDENCE_CHARACTERS = 150_000;

/** Texts that decide a test dispute when they are sent as `uncategorized_text`: docs.stripe.com/testing. */
const VERDICTS: Record<string, Outcome> = {
  winning_evidence: 'won',
  losing_evidence: 'lost',
  escalate_inquiry_evidence: 'escalated',
};

/** How the bank decides. `escalated` turns an inquiry into a dispute; `appeal` opens a lost one again. */
export type Outcome = 'won' | 'lost' | 'warning_closed' | 'escalated' | 'appeal';

/** Why money is asked back, and how much. */
export interface Complaint {
  amount?: number | undefined;
  reason?: string | undefined;
  /** Only a question so far: no money moves. */
  inquiry?: boolean | undefined;
}

const FILE_FIELDS = [
  'cancellation_policy',
  'customer_communication',
  'customer_signature',
  'duplicate_charge_documentation',
  'receipt',
  'refund_policy',
  'service_documentation',
  'shipping_documentation',
  'uncategorized_file',
] as const;

const NO_EVIDENCE: Dispute['evidence'] = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};

/** The cardholder complains to the bank. */
export function openDispute(state: StripeState, chargeId: string, complaint: Complaint = {}): Dispute {
  // Money cannot be taken back before it is booked as having come.
  const charge = bookCharge(state, chargeId);
  const disputed = disputesOf(state, chargeId)
    .filter(({ status }) => !status.startsWith('warning') && status !== 'won')
    .reduce((sum, { amount }) => sum + amount, 0);
  const left = charge.amount - disputed;
  const amount = complaint.amount ?? left;
  if (!charge.paid || !Number.isInteger(amount) || amount < 1 || amount > left) {
    throw invalidRequest(`At most ${left} of the charge ${chargeId} can be disputed.`, undefined, 'amount');
  }
  const card = charge.payment_method_details?.card;
  const inquiry = complaint.inquiry ?? false;
  const dispute: Dispute = {
    id: state.newId('du'),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: chargeId,
    created: state.clock.seconds(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: { ...NO_EVIDENCE, customer_email_address: charge.billing_details.email },
    evidence_details: {
      due_by: Math.floor((state.clock.now() + DAYS_TO_ANSWER * DAY_MS) / 1000),
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: 'manual',
    is_charge_refundable: inquiry,
    livemode: false,
    metadata: {},
    network_reason_code: '10.4',
    payment_intent: idOf(charge.payment_intent),
    payment_method_details: {
      type: 'card',
      card: {
        brand: card?.brand ?? 'visa',
        case_type: inquiry ? 'inquiry' : 'chargeback',
        network: card?.network ?? 'visa',
        network_reason_code: '10.4',
      },
    },
    reason: complaint.reason ?? (inquiry ? 'general' : 'fraudulent'),
    status: inquiry ? 'warning_needs_response' : 'needs_response',
  };
  state.save<Stripe.Charge>({ ...charge, disputed: charge.disputed || !inquiry });
  if (!charge.disputed && !inquiry) {
    recordEvent(state, 'charge.updated', { ...charge, disputed: true } as Stripe.Charge, { disputed: false });
  }
  state.save<Dispute>(dispute);
  state.later('dispute_due', dispute.id, (dispute.evidence_details.due_by ?? 0) * 1000);
  recordEvent(state, 'charge.dispute.created', dispute);
  noteComplaint(state, chargeId);
  return inquiry ? dispute : withdraw(state, dispute);
}

const disputesOf = (state: StripeState, charge: string) =>
  [...state.store.each<Dispute>('dispute')].filter((dispute) => idOf(dispute.charge) === charge);

/** The money leaves at once, with the fee. */
function withdraw(state: StripeState, dispute: Dispute): Dispute {
  const booked = bookMoney(state, {
    type: 'adjustment',
    reportedAs: 'dispute',
    amount: -dispute.amount,
    fee: FEE,
    feeFor: 'Dispute fee',
    currency: dispute.currency,
    source: dispute.id,
    description: `Chargeback withdrawal for ${idOf(dispute.charge)}`,
    availableAfterMs: 0,
  });
  const after = state.save<Dispute>({
    ...dispute,
    balance_transactions: [...dispute.balance_transactions, booked],
  });
  recordEvent(state, 'charge.dispute.funds_withdrawn', after);
  return after;
}

/** `disputes.update`: without `submit: false` the evidence goes to the bank, once. */
export function answerDispute(state: StripeState, id: string, params: Stripe.DisputeUpdateParams): Dispute {
  const before = state.must<Dispute>('dispute', id);
  const submit = params.submit ?? true;
  const isAppeal = before.status === 'appeal_needs_response';
  const open = isAppeal || before.status === 'needs_response' || before.status === 'warning_needs_response';
  if (params.evidence && !open) {
    throw invalidRequest(
      `The evidence of this dispute cannot be changed: it is ${before.status}.`,
      'dispute_not_editable',
      'evidence',
    );
  }
  const evidence = mergeEvidence(state, before.evidence, params.evidence);
  const has = Object.entries(evidence).some(
    ([name, value]) => name !== 'enhanced_evidence' && name !== 'customer_email_address' && value !== null,
  );
  const sends = open && submit && has;
  const after = state.save<Dispute>({
    ...before,
    evidence,
    evidence_details: {
      ...before.evidence_details,
      has_evidence: has,
      submission_count: before.evidence_details.submission_count + (sends ? 1 : 0),
      submission_method: sends ? 'manual' : before.evidence_details.submission_method,
    },
    intended_submission_method: params.intended_submission_method ?? before.intended_submission_method,
    metadata: mergeMetadata(before.metadata, params.metadata),
    status: sends ? before.status.replace('needs_response', 'under_review') : before.status,
  });
  recordEvent(state, 'charge.dispute.updated', after, { evidence: before.evidence, status: before.status });
  if (sends) {
    state.never('dispute_due', id);
    if (VERDICTS[evidence.uncategorized_text ?? '']) {
      state.later('dispute_verdict', id, state.clock.now() + state.timings.disputeVerdictAfterMs);
    }
  }
  return after;
}

function mergeEvidence(
  state: StripeState,
  before: Dispute['evidence'],
  change: Stripe.DisputeUpdateParams['evidence'],
): Dispute['evidence'] {
  const { appeal: _appeal, enhanced_evidence: _enhanced, ...fields } = change ?? {};
  const merged = { ...before } as Record<string, unknown>;
  for (const [name, value] of Object.entries(fields)) merged[name] = value === '' ? null : value;
  for (const field of FILE_FIELDS) {
    const file = change?.[field];
    if (!file) continue;
    if (state.must<Stripe.File>('file', file, `evidence[${field}]`).purpose !== 'dispute_evidence') {
      throw invalidRequest(`The file ${file} must have the purpose dispute_evidence.`, undefined, `evidence[${field}]`);
    }
  }
  const characters = Object.values(merged).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? value.length : 0),
    0,
  );
  if (characters > EVIDENCE_CHARACTERS) {
    throw invalidRequest(
      `The evidence has ${characters} characters; at most ${EVIDENCE_CHARACTERS} are allowed.`,
      undefined,
      'evidence',
    );
  }
  return merged as unknown as Dispute['evidence'];
}

/** The bank has read the evidence of a test. */
export function giveVerdict(state: StripeState, id: string): void {
  const dispute = state.get<Dispute>('dispute', id);
  const verdict = VERDICTS[dispute?.evidence.uncategorized_text ?? ''];
  if (!dispute || !verdict || !dispute.status.includes('under_review')) return;
  const isInquiry = dispute.status.startsWith('warning');
  if (isInquiry) decide(state, id, verdict === 'escalated' ? 'escalated' : 'warning_closed');
  else decide(state, id, verdict === 'won' ? 'won' : 'lost');
}

/** Nobody answered in time: a dispute is lost, a question closes. */
export function missDeadline(state: StripeState, id: string): void {
  const dispute = state.get<Dispute>('dispute', id);
  if (!dispute?.status.endsWith('needs_response')) return;
  const late = { ...dispute, evidence_details: { ...dispute.evidence_details, past_due: true } };
  state.save<Dispute>(late);
  decide(state, id, dispute.status.startsWith('warning') ? 'warning_closed' : 'lost');
}

/** `disputes.close`: the merchant accepts the loss. */
export function acceptLoss(state: StripeState, id: string): Dispute {
  const dispute = state.must<Dispute>('dispute', id);
  if (dispute.status !== 'needs_response') {
    throw invalidRequest(`This dispute is already ${dispute.status} and cannot be closed.`, 'dispute_not_closable');
  }
  return decide(state, id, 'lost');
}

const FROM: Record<Outcome, RegExp> = {
  won: /^(appeal_)?(needs_response|under_review)$/,
  lost: /^(appeal_)?(needs_response|under_review)$/,
  warning_closed: /^warning_(needs_response|under_review)$/,
  escalated: /^warning_(needs_response|under_review)$/,
  appeal: /^lost$/,
};

/**
 * The bank decides.
 * @param feeBack whether the fee comes back with a won dispute; it depends on the country, so tests choose
 */
export function decide(state: StripeState, id: string, outcome: Outcome, feeBack = false): Dispute {
  const before = state.must<Dispute>('dispute', id);
  if (!FROM[outcome].test(before.status)) {
    throw invalidRequest(`A dispute that is ${before.status} cannot become ${outcome}.`);
  }
  state.never('dispute_due', id);
  state.never('dispute_verdict', id);
  if (outcome === 'escalated' || outcome === 'appeal') return reopen(state, before, outcome);
  const decided: Dispute = { ...before, status: outcome, is_charge_refundable: outcome === 'warning_closed' };
  const after = outcome === 'won' ? reinstate(state, decided, feeBack) : state.save<Dispute>(decided);
  recordEvent(state, 'charge.dispute.closed', after, { status: before.status });
  return after;
}

function reopen(state: StripeState, before: Dispute, outcome: 'escalated' | 'appeal'): Dispute {
  const dueAt = state.clock.now() + DAYS_TO_ANSWER * DAY_MS;
  const after = state.save<Dispute>({
    ...before,
    evidence_details: { ...before.evidence_details, due_by: Math.floor(dueAt / 1000), past_due: false },
    is_charge_refundable: false,
    status: outcome === 'appeal' ? 'appeal_needs_response' : 'needs_response',
  });
  state.later('dispute_due', before.id, dueAt);
  recordEvent(state, 'charge.dispute.updated', after, { status: before.status });
  if (outcome === 'appeal') return after;
  const charge = state.must<Stripe.Charge>('charge', idOf(before.charge) ?? '');
  state.save<Stripe.Charge>({ ...charge, disputed: true });
  return withdraw(state, after);
}

function reinstate(state: StripeState, dispute: Dispute, feeBack: boolean): Dispute {
  const booked = bookMoney(state, {
    type: 'adjustment',
    reportedAs: 'dispute_reversal',
    amount: dispute.amount,
    fee: feeBack ? -FEE : 0,
    feeFor: 'Dispute fee refund',
    currency: dispute.currency,
    source: dispute.id,
    description: `Chargeback reversal for ${idOf(dispute.charge)}`,
    availableAfterMs: 0,
  });
  const after = state.save<Dispute>({
    ...dispute,
    balance_transactions: [...dispute.balance_transactions, booked],
  });
  recordEvent(state, 'charge.dispute.funds_reinstated', after);
  return after;
}

/** What a test card makes the bank do after the charge. */
export function complain(state: StripeState, chargeId: string, complaint: string): void {
  const charge = state.must<Stripe.Charge>('charge', chargeId);
  if (complaint === 'inquiry') openDispute(state, chargeId, { inquiry: true });
  else if (complaint === 'multiple') {
    const half = Math.floor(charge.amount / 2);
    openDispute(state, chargeId, { amount: half });
    openDispute(state, chargeId, { amount: charge.amount - half });
  } else openDispute(state, chargeId, { reason: complaint });
}
