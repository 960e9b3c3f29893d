import { Choice, Shown, Text } from '@app/kernel';
import { AccountHealthView } from './account-health.dto.js';
import { TOPOLOGIES, type Topology } from '../money-rules.service.js';
import { WEBHOOK_ENDPOINTS, type WebhookEndpoint } from '../stripe/stripe-context.js';

const Minor = (description: string): PropertyDecorator => Shown(`${description}, in minor units`, { type: 'integer' });
const When = (description: string): PropertyDecorator =>
  Shown(description, { type: String, format: 'date-time', nullable: true });

export class SetStripeKey {
  @Text({
    description: 'Secret or restricted key of your account at Stripe; never shown again',
    min: 12,
    max: 255,
    pattern: /^\S+$/,
  })
  secretKey: string;
}

export class SetWebhookSecret {
  @Text({
    description: 'Signing secret of the endpoint, as Stripe shows it; never shown again',
    min: 12,
    max: 255,
    pattern: /^whsec_\S+$/,
  })
  secret: string;
}

export class StripeAccountView {
  @Shown('Id of the account at Stripe') id: string;
  @Shown('Its name at Stripe', { type: String, nullable: true }) name: string | null;
  @Shown('ISO 3166-1 code', { type: String, example: 'CY' }) country: string;
  @Shown('ISO 4217 code it settles in', { type: String, example: 'EUR' }) currency: string;
  @Shown('Real money') livemode: boolean;
  @Shown('The last four characters of the key') keyLast4: string;
  @Shown('When this key was given', { format: 'date-time' }) connectedAt: string;
  @When('Since when Stripe does not know this key any more, so that no payment and no payout goes; null = it does')
  refusedAt: string | null;
}

export class StripeWebhookView {
  @Choice({
    description: 'Which events: of your account, of connected accounts, or thin events of Accounts v2',
    of: WEBHOOK_ENDPOINTS,
  })
  endpoint: WebhookEndpoint;
  @Shown('Address to enter at Stripe') url: string;
  @Shown('Without it payments or payouts stand still') isRequired: boolean;
  @Shown('Types of events to choose at Stripe', { type: [String] }) events: string[];
  @Shown('The last four characters of the signing secret; null = none yet', { type: String, nullable: true })
  secretLast4: string | null;
  @When('When this secret was given') setAt: string | null;
  @When('When it first verified an event') verifiedAt: string | null;
  @When('Until when the secret before it is good too') previousUntil: string | null;
  @When('When the last event came, to the minute') lastEventAt: string | null;
}

export class OwnMoneyView {
  @Shown('ISO 4217 code', { type: String, example: 'EUR' }) currency: string;
  @Minor('What lies at your account at Stripe, by our ledger') atStripeMinor: number;
  @Minor('Of callers') callersMinor: number;
  @Minor('Of advisors') advisorsMinor: number;
  @Minor('Refunds and transfers under way') underWayMinor: number;
  @Minor('What may leave for your bank; negative when money is missing') yoursMinor: number;
}

export class StripePlatformView {
  @Choice({
    description:
      'Whose account at Stripe takes payments, or that you keep the money of users yourself: a term of the licence',
    of: TOPOLOGIES,
  })
  topology: Topology;
  @Shown('Your account; null = none connected', { type: () => StripeAccountView, nullable: true })
  account: StripeAccountView | null;
  @Shown("Which of Stripe's two APIs opens accounts of advisors; null = not known before the first", {
    type: String,
    enum: ['v1', 'v2'],
    nullable: true,
  })
  accountsApi: 'v1' | 'v2' | null;
  @Shown('How your account was when Stripe said so last; null = it was not looked at yet, or there is none of yours', {
    type: () => AccountHealthView,
    nullable: true,
  })
  health: AccountHealthView | null;
  @Shown('Where Stripe sends events', { type: () => [StripeWebhookView] }) webhooks: StripeWebhookView[];
  @Shown('Whose the money at your account is', { type: () => [OwnMoneyView] }) money: OwnMoneyView[];
}
