/** Names under which the pages of this face keep what they have read. */
export const keys = {
  advisors: ['advisors'],
  advisorList: ['advisors', 'list'],
  wallet: ['wallet'],
  topUps: ['top-ups'],
  cards: ['cards'],
  statement: ['statement'],
  refundable: ['refundable'],
  refunds: ['refunds'],
  spendingLimits: ['spending-limits'],
  calls: ['calls'],
  consents: ['consents'],
  legal: ['legal'],
  me: ['me'],
  sessions: ['sessions'],
  signIns: ['sign-ins'],
  devices: ['devices'],
} as const;
