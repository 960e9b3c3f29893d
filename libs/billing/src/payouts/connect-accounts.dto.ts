import { Choice, Id, ListEnvelope, Moment, PageQuery, Shown, Text } from '@app/kernel';

export const ACCOUNT_STATES = ['requested', 'onboarding', 'restricted', 'active', 'rejected', 'closed'] as const;
export type AccountState = (typeof ACCOUNT_STATES)[number];
export const PARTIES = ['advisor', 'licensee'] as const;
export type Party = (typeof PARTIES)[number];
const ENTITY_TYPES = ['individual', 'company'] as const;

export class OpenPayoutAccount {
  @Text({
    description: 'Country of the payee, ISO 3166-1; it cannot be changed later',
    min: 2,
    max: 2,
    pattern: /^[A-Z]{2}$/,
    example: 'DE',
  })
  country: string;

  @Choice({ description: 'A person or a company', of: ENTITY_TYPES })
  entityType: (typeof ENTITY_TYPES)[number];
}

export class PayoutAccountView {
  @Id('connectAccount', { description: 'Id' }) id: string;
  @Choice({ description: 'Whose it is', of: PARTIES }) party: Party;
  @Shown('Name of the payee', { type: String }) name: string;
  @Shown('Country, ISO 3166-1', { type: String, example: 'DE' }) country: string;
  @Choice({
    description:
      'requested: being opened. onboarding: the payee has to answer questions. restricted: Stripe wants more. active: is paid out. rejected: Stripe does not want this payee. closed: no longer used',
    of: ACCOUNT_STATES,
  })
  status: AccountState;
  @Shown('What Stripe still wants to know, in its words', { type: [String] }) requirements: string[];
  @Shown('Why nothing is paid out although the account is active; null = nothing stands in the way', {
    type: String,
    nullable: true,
  })
  payoutBlock: string | null;
  @Moment({ description: 'Last read from Stripe', nullable: true }) syncedAt: string | null;
}

export class PayoutAccountOrNone {
  @Shown('The account; null when none is opened', { type: () => PayoutAccountView, nullable: true })
  account: PayoutAccountView | null;
  @Shown('No calls come to you before this account works: the licensee asks for it', { type: Boolean })
  callsWait: boolean;
}

export class OnboardingLinkView {
  @Shown('A page of Stripe, to be opened once and within minutes', { type: String }) url: string;
}

export class PayoutAccountsQuery extends PageQuery {
  @Choice({ description: 'Only accounts in this state', of: ACCOUNT_STATES, optional: true }) status?: AccountState;
}

export class PayoutAccountList extends ListEnvelope {
  @Shown('Newest first', { type: () => [PayoutAccountView] }) data: PayoutAccountView[];
}
