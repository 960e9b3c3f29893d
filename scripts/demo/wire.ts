/** What the demo reads of the platform's answers; the whole is in the OpenAPI document. Amounts in minor units. */

export interface SignedIn {
  accessToken: string;
  person: { id: string; displayName: string };
}

export interface Wallet {
  currency: string;
  paidMinor: number;
  promoMinor: number;
  heldMinor: number;
  availableMinor: number;
}

export interface TopUp {
  id: string;
  status: string;
  amountMinor: number;
  checkoutUrl: string | null;
  failureCode: string | null;
}

export interface Quote {
  currency: string;
  ratePerMinuteMinor: number;
  connectionFeeMinor: number;
  freeBelowSeconds: number;
  rounding: 'up' | 'down' | 'half_up';
  taxRateBp: number;
  holdMinor: number;
  availableMinor: number;
  affordableMinutes: number;
  sufficient: boolean;
}

export interface Meter {
  running: boolean;
  at: string;
  connectedSeconds: number;
  chargedSeconds: number;
  priceMinor: number | null;
  earningMinor: number | null;
  secondsLeft: number;
  currency: string;
}

export interface Pause {
  from: string;
  to: string;
  cause: string;
}

export interface Call {
  id: string;
  status: string;
  endReason: string | null;
  currency: string;
  heldMinor: number | null;
  waitingFor: string | null;
  meter: Meter | null;
  pauses: Pause[];
  billedSeconds: number | null;
  priceMinor: number | null;
  earningMinor: number | null;
}

export interface JoinTicket {
  url: string;
  token: string;
}

export interface Split {
  advisorMinor: number;
  licenseeMinor: number;
  operatorMinor: number;
  taxMinor: number;
}

export interface Refund {
  amountMinor: number;
  split: Split;
}

export interface Money {
  priceMinor: number;
  split: Split;
  refunds: Refund[];
}

export interface LedgerCheck {
  sumByCurrency: Record<string, number>;
  transactions: number;
  driftedAccounts: number;
  negativeWallets: number;
  violations: { rule: string; subject: string }[];
}

export interface Statement {
  data: { kind: string; amountMinor: number; balanceAfterMinor: number; callId: string | null }[];
}

export interface SignedReceipt {
  receipt: {
    number: number;
    connectedSeconds: number;
    billedSeconds: number;
    priceMinor: number;
    intervals: { from: string; to: string; openedBy: string; closedBy: string }[];
    evidence: { eventId: string; type: string; at: string }[];
  };
}
