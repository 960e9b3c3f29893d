import { OmitType } from '@nestjs/swagger';
import { Choice, Id, ListEnvelope, Moment, PageQuery, Shown, Text } from '@app/kernel';
import { ACCOUNT_KINDS, type AccountKind, TRANSACTION_KINDS, type TransactionKind } from './ledger-kinds.js';

const OWNERS = ['person', 'licensee', 'operator', 'house'] as const;
const REFERENCES = ['call', 'refund', 'top_up', 'person', 'booking'] as const;
export type ReferenceKind = (typeof REFERENCES)[number];

/** Which transactions; everything given must fit. */
export class LedgerFilter extends PageQuery {
  @Choice({ description: 'Only transactions of this kind', of: TRANSACTION_KINDS, optional: true })
  kind?: TransactionKind;

  @Choice({ description: 'Only those with an entry on an account of this kind', of: ACCOUNT_KINDS, optional: true })
  accountKind?: AccountKind;

  @Id('person', { description: 'Only those with an entry on an account of this person', optional: true })
  personId?: string;

  @Text({
    description:
      'An id to look for: call_, ref_, top_, txn_, usr_, adv_, acc_, crd_ or a Stripe payment intent (pi_). Anything else finds nothing',
    max: 300,
    example: 'pi_3Pxyz',
    optional: true,
  })
  q?: string;

  @Moment({ description: 'Posted at or after', optional: true })
  from?: string;

  @Moment({ description: 'Posted before', optional: true })
  to?: string;
}

/** An export has no pages. */
export class LedgerExport extends OmitType(LedgerFilter, ['limit', 'cursor'] as const) {
  @Choice({ description: 'Form of the file', of: ['csv', 'json'], optional: true })
  format: 'csv' | 'json' = 'csv';
}

export class AccountsQuery {
  @Choice({ description: 'Only accounts of this kind', of: ACCOUNT_KINDS, optional: true })
  kind?: AccountKind;
}

export class OwnerView {
  @Shown('person: an end user or an advisor; house: an account of the books', { type: String, enum: [...OWNERS] })
  kind: (typeof OWNERS)[number];

  @Shown('The person (usr_) or the licensee (lic_)', { type: String, nullable: true })
  id: string | null;

  @Shown('Name as it is now', { type: String, nullable: true })
  name: string | null;
}

export class LedgerEntryView {
  @Shown('The account') accountId: string;
  @Shown('What the account is for', { type: String, enum: [...ACCOUNT_KINDS] }) accountKind: AccountKind;
  @Shown('Whose account it is') owner: OwnerView;
  @Shown('Positive = credit', { type: 'integer' }) amountMinor: number;
  @Shown('Balance of the account after this entry; null for accounts of the house, which are sums', {
    type: 'integer',
    nullable: true,
  })
  balanceAfterMinor: number | null;
}

export class LedgerTransactionView {
  @Shown('The transaction') id: string;
  @Shown('What happened', { type: String, enum: [...TRANSACTION_KINDS] }) kind: TransactionKind;
  @Shown('ISO 4217 code') currency: string;
  @Shown('When it was posted', { format: 'date-time' }) postedAt: string;
  @Shown('Idempotency key of the posting') key: string;
  @Shown('What it belongs to', { type: String, enum: [...REFERENCES], nullable: true }) refKind: ReferenceKind | null;
  @Shown('Id of that', { type: String, nullable: true }) refId: string | null;
  @Shown('The call, of a settlement or a refund', { type: String, nullable: true }) callId: string | null;
  @Shown('The transaction that this one takes back, in part or whole', { type: String, nullable: true })
  reversesId: string | null;
  @Shown('In the order they were written', { type: [LedgerEntryView] }) entries: LedgerEntryView[];
  @Shown('Sum of the entries: 0, or the books are broken', { type: 'integer' }) sumMinor: number;
}

export class LedgerTransactionPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [LedgerTransactionView] })
  data: LedgerTransactionView[];
}

/** One entry with what is to be known of its transaction: a line of an export. */
export class LedgerLineView extends LedgerEntryView {
  @Shown('The transaction') transactionId: string;
  @Shown('What happened', { type: String, enum: [...TRANSACTION_KINDS] }) kind: TransactionKind;
  @Shown('ISO 4217 code') currency: string;
  @Shown('When it was posted', { format: 'date-time' }) postedAt: string;
  @Shown('What it belongs to', { type: String, enum: [...REFERENCES], nullable: true }) refKind: ReferenceKind | null;
  @Shown('Id of that', { type: String, nullable: true }) refId: string | null;
}

export class LedgerExportView extends ListEnvelope {
  @Shown('One line per entry, newest first; has_more tells that the file is cut', { type: () => [LedgerLineView] })
  data: LedgerLineView[];
}

export class AccountTotalView {
  @Shown('What the accounts are for', { type: String, enum: [...ACCOUNT_KINDS] }) kind: AccountKind;
  @Shown('ISO 4217 code') currency: string;
  @Shown('How many accounts', { type: 'integer' }) accounts: number;
  @Shown('What they hold together; positive = credit. All totals of a currency sum to 0', { type: 'integer' })
  totalMinor: number;
  @Shown('Reserved for running calls; part of the total', { type: 'integer' }) heldMinor: number;
  @Shown('The account, where there is exactly one', { type: String, nullable: true }) accountId: string | null;
}

export class AccountTotalList extends ListEnvelope {
  @Shown('One row per kind and currency', { type: () => [AccountTotalView] })
  data: AccountTotalView[];
}

export class LedgerAccountView {
  @Shown('The account') id: string;
  @Shown('What it is for', { type: String, enum: [...ACCOUNT_KINDS] }) kind: AccountKind;
  @Shown('Whose it is') owner: OwnerView;
  @Shown('ISO 4217 code') currency: string;
  @Shown('Positive = credit', { type: 'integer' }) balanceMinor: number;
  @Shown('Reserved for running calls; part of the balance', { type: 'integer' }) heldMinor: number;
}

export class AccountEntryView {
  @Shown('The transaction') transactionId: string;
  @Shown('What happened', { type: String, enum: [...TRANSACTION_KINDS] }) kind: TransactionKind;
  @Shown('Positive = credit', { type: 'integer' }) amountMinor: number;
  @Shown('Balance of the account after this entry', { type: 'integer' }) balanceAfterMinor: number;
  @Shown('When it was posted', { format: 'date-time' }) postedAt: string;
}

export class AccountEntryPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [AccountEntryView] })
  data: AccountEntryView[];
}
