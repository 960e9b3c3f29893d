import type { ProblemTexts } from './problem-text.js';

/** Of keys and webhooks, messages, and the licence. */
export const OPERATIONS: ProblemTexts = {
  'api-key-address-refused': {
    means: 'The key is limited to some addresses, and the request came from another one.',
    remedy:
      'Ask from an address of the list, or add `address` to the key on the page Keys. Behind a proxy it is the address of the way out.',
    detail: 'Add the address to the key, or ask from one that is in its list.',
    members: { address: ['Where the request came from; null = not known', '198.51.100.7'] },
  },
  'api-key-expired': {
    means: 'The key had an end, or was replaced by another one (`roll`), and its time is over.',
    remedy: 'Use the key that replaced it, or make a new one on the page Keys.',
    detail: 'Use the key that replaced it, or make a new one.',
    members: { expiredAt: ['When it ended', '2026-11-20T10:00:00.000Z'] },
  },
  'api-key-foreign-host': {
    means:
      'The key is whole and known, and works on hosts of its own licensee only. Nothing is said about whose it is.',
    remedy: 'Send the request to a host of the licensee that made the key.',
    detail: 'Send the request to a host of the licensee whose key it is.',
  },
  'api-key-malformed': {
    means: 'The checksum inside the key does not fit: it was cut off or mistyped. It was not even looked up.',
    remedy: 'Copy the key again, whole, without spaces or quotes. It was shown once: without a copy make a new one.',
    detail: 'The checksum does not fit: the key was cut off or mistyped. Copy it again.',
  },
  'api-key-not-accepted': {
    means: 'What was asked for is for people only; no key may do it, whatever its scopes.',
    remedy: 'A person does it in the admin. The reference shows which operations take keys.',
    detail: 'No API key may do this, whatever its scopes.',
  },
  'api-key-not-live': {
    means: 'The key has ended or was revoked, so it cannot be rolled or revoked again.',
    remedy: 'Make a new key.',
    detail: 'It is revoked. Make a new one instead.',
    members: { keyStatus: ['State of the key', 'revoked'] },
  },
  'api-key-revoked': {
    means: 'Somebody has revoked the key. It works nowhere any more, from that moment on.',
    remedy: 'Use another key. Who revoked it stands in the audit log.',
    detail: 'Use another key.',
  },
  'api-key-unknown': {
    means: 'The key looks right, and was never made on this installation.',
    remedy: 'Check that it is the key of this platform and not of another installation.',
    detail: 'It was never made here.',
  },
  'too-many-live-keys': {
    means:
      'As many keys work as may: a number for the licensee, and two of one name, which is enough to replace one by the other without a pause.',
    remedy: 'Revoke one that is not used, then make the new one.',
    detail: 'At most 2 keys of one name work at a time. Revoke one of them first.',
    members: { most: ['How many may work', 2], name: ['Of this name; not there when it is about all', 'Server'] },
  },
  'too-many-webhook-endpoints': {
    means: 'The licensee has as many webhook endpoints as it may have.',
    remedy: 'Delete one that is not needed; one endpoint can take all types of events.',
    detail: 'A licensee can have 16 webhook endpoints. Delete one that is not needed.',
    members: { limit: ['How many there may be', 16] },
  },
  'unknown-api-version': {
    means: 'The header `Platform-Version` names a version that there is not, or not any more. Nothing was done.',
    remedy: 'Send one of `known`, or leave the header out: then the version holds that your key was made with.',
    detail: 'Platform-Version may be 2026-11-01.',
    members: { known: ['Versions that are answered', ['2026-11-01']] },
  },
  'webhook-endpoint-disabled': {
    means: 'The endpoint is disabled, by you or after days without a success; nothing is sent there.',
    remedy: 'Mend the receiver, enable the endpoint, then send again what it has missed (`recover`).',
    detail: 'Enable the endpoint first; nothing is sent to it as long as it is disabled.',
  },

  'advisor-is-online': {
    means: 'The user wants to be told when the advisor can be called, and they can be called now.',
    remedy: 'Offer the call at once.',
    detail: 'Call at once.',
  },
  'button-mismatch': {
    means: 'The text of a mail lacks the button that leads on, or has one although the mail leads nowhere.',
    remedy: 'Put a line of its own such as `[[Open]]` into the text, or take it out, as `detail` says.',
    detail: 'This mail needs its button: a line of its own such as [[Open]].',
  },
  'callback-closed': {
    means: 'The request for a call back was answered, taken back, or is too old.',
    remedy: 'Read the list again.',
    detail: 'Read the list again.',
  },
  'not-online': {
    means:
      'The advisor says that they have time for who asked for a call back, and cannot be called: offline, or in a call.',
    remedy: 'Let the advisor go online first, then say it again. Nobody was told.',
    detail: 'Go online, or end your call, before you say that you have time.',
  },
  'texts-not-offered': {
    means: 'No provider of texts is set up here, or none for this channel.',
    remedy: 'Show only the channels that `channels` lists; where it is empty, show nothing.',
    detail: 'Show only the channels that `channels` lists.',
  },
  'number-not-served': {
    means: 'Texts do not go to the country of this number.',
    remedy: 'Use a number with one of the `prefixes` of the problem.',
    detail: 'Use a number with one of the prefixes.',
    members: { prefixes: ['How a number must begin', ['+49', '+43']] },
  },
  'wrong-code': {
    means: 'The code is wrong, older than ten minutes, not the newest, or was tried five times.',
    remedy: 'Look at the newest text; with `triesLeft` 0, ask for another code.',
    detail: 'Look at the newest text.',
    members: { triesLeft: ['Tries that this code has left', 4] },
  },
  'text-budget-spent': {
    means: 'The licensee has sent as many texts today as its budget lets it, or as many codes as half of it.',
    remedy: 'Try again tomorrow (UTC), or have staff raise the budget.',
    detail: 'Try again tomorrow (UTC), or ask staff to raise the budget.',
  },
  'invalid-text-signature': {
    means:
      'A report about a text was not signed with the token of our account at its provider, over its address and form.',
    remedy: 'Set TEXTS_AUTH_TOKEN, and have the proxy pass the name of the host on as it came.',
    detail: 'The report was not signed by the provider of texts.',
  },
  'device-not-testable': {
    means: 'A test push cannot go to a device of this kind.',
    remedy: 'Test with another device of the advisor.',
    detail: 'Devices of this kind are reached by Apple directly, which is not possible yet.',
  },
  'test-push-not-pending': {
    means: 'No test push waits for this answer: it was answered, its time is over, or it was never sent.',
    remedy: 'Send a new test push and answer it within its time.',
    detail: 'Send a new test push and answer it within its time.',
  },
  'too-many-waiting': {
    means: 'The user waits for as many advisors as one may wait for.',
    remedy: 'Take one of the wishes back first.',
    detail: 'At the most 10 at a time: take one back first.',
    members: { most: ['How many at a time', 10] },
  },
  'unclosed-placeholder': {
    means: 'The text of a mail has `{{` without `}}` after a name.',
    remedy: 'Close the placeholder, or take the braces out.',
    detail: 'Each {{ needs its }} after a name of 60 characters at the most.',
  },
  'unknown-placeholder': {
    means: 'The text of a mail names a placeholder that this mail does not know.',
    remedy: 'Use one of `known`.',
    detail: '{{price}} is not one of {{name}}, {{link}}.',
    members: { placeholder: ['What the text has', 'price'], known: ['What the mail knows', ['name', 'link']] },
  },

  'billing-profile-changed': {
    means: 'Somebody else has changed the billing address since you read it.',
    remedy: 'Read it again and repeat what is still needed.',
    detail: 'Look at it again and repeat what is still needed.',
  },
  'credit-too-high': {
    means: 'The credit note would take back more than is left of its invoice.',
    remedy: 'Credit `leftMinor` or less.',
    detail: '12000 minor units are left of the invoice.',
    members: { leftMinor: ['What is left of the invoice, in minor units', 12000] },
  },
  'invalid-verification': {
    means: 'The link that confirms the invoice address is too old or was not copied whole.',
    remedy: 'Have another mail sent from the page Licence.',
    detail: 'It is too old, or was not copied whole. Ask for another one.',
  },
  'invoice-not-open': {
    means: 'The invoice is paid, void or a draft, and the step is for one that is open (or the other way about).',
    remedy: 'Read the invoice; `status` says how it stands.',
    detail: 'The invoice is paid.',
    members: { status: ['State of the invoice', 'paid'] },
  },
  'invoice-party-missing': {
    means: 'No right invoice can be issued, because the address of one party is not known.',
    remedy: 'Fill in what `missing` names: `issuer` is the operator’s, `billing_profile` the licensee’s.',
    detail: "Give the licensee's billing address first.",
    members: { missing: ['issuer or billing_profile', 'billing_profile'] },
  },
  'licence-ended': {
    means: 'The licence of this service is over: everything can be read and exported, nothing can be changed.',
    remedy: 'Export what is needed. A new licence is agreed with the operator.',
    detail: 'Everything can be read and exported, and nothing changed any more.',
  },
  'licence-exists': {
    means: 'The licensee has a licence; there is one at a time.',
    remedy: 'Change its plan.',
    detail: 'Change its plan instead.',
  },
  'licence-move-refused': {
    means: 'From the state in which the licence is, this cannot be done.',
    remedy: 'Read the licence again; `from` says how it stands.',
    detail: 'A licence that is terminated cannot become active.',
    members: { from: ['State of the licence', 'terminated'], to: ['What was asked for', 'active'] },
  },
  'licence-not-over': {
    means: 'This is for the time after the end of a licence, and the licence still runs.',
    remedy: 'While it runs, give money back in the wallet of the end user.',
    detail: 'While it runs, refunds are made in the wallet of the end user.',
  },
  'licence-past-due': {
    means:
      'An invoice of the licence is not paid in time. Until it is, no new money is taken and no advisor is added; calls, refunds and payouts go on.',
    remedy:
      'Users: spend what is in the wallet, or have it paid back. The licensee: pay the invoice, on the page Licence.',
    detail: 'No new money is taken here at the moment. What is in your wallet can be spent or paid back.',
    members: { refused: ['What waits: `topUps` or `advisors`', 'topUps'] },
  },
  'netting-impossible': {
    means: 'Invoices are settled from the share only where the operator has the money of calls; here it has not.',
    remedy: 'Pay invoices by card or transfer.',
    detail: 'You keep the money of your users yourself: the operator has no share of yours to take it from.',
    members: { topology: ['Where the money of calls lies', 'self_managed'] },
  },
  'netting-wording-outdated': {
    means: 'Somebody agreed to words that have changed since.',
    remedy: 'Show the words again and agree to the revision in `wording`.',
    detail: 'Read them again, then agree to the revision that is named.',
    members: { wording: ['The revision in force', 2] },
  },
  'nothing-overpaid': {
    means: 'The licensee has not paid more than it owes, so nothing can be paid back.',
    remedy: 'Read the invoices again.',
    detail: 'The licensee has not paid more than it owes.',
  },
  'payment-running': {
    means: 'A card is being charged for this invoice, and the end of it is not known yet.',
    remedy: 'Wait a minute, then read the invoice again. A second charge would be one too many.',
    detail: 'Wait for its end, then look at the invoice again.',
  },
  'plan-not-offered': {
    means: 'The plan is not offered to strangers at the moment: the operator has to complete its own details first.',
    remedy: 'Take another plan of `GET /v1/offered-plans`, or ask the operator.',
    detail: 'The operator of this platform does not offer it right now. Take another plan, or ask the operator.',
  },
  'plan-archived': {
    means: 'The plan, or this version of it, is not offered any more.',
    remedy: 'Choose the newest version, or another plan.',
    detail: 'Choose the newest version, or another plan.',
  },
  'plan-currency-differs': {
    means: 'The plan is in another currency than the licensee sells in.',
    remedy: 'Choose a plan in the currency of the licensee.',
    detail: 'The plan is in USD, the licensee in EUR.',
    members: { plan: ['Currency of the plan', 'USD'], licensee: ['Currency of the licensee', 'EUR'] },
  },
  'seller-fixed': {
    means: 'Tax of settled calls waits for who sells them today, so the seller cannot change now.',
    remedy: 'Change it when that tax is paid out, or before the first call with tax.',
    detail:
      'Tax of settled calls waits for the seller of today. The seller can change when it is paid out, or before the first call with tax.',
  },
};
