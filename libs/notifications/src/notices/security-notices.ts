import { PayoutAccountChanged } from '@app/billing';
import { PasswordChanged, PasswordResetAsked, SignInKeyAdded, SignedInOnNewDevice, UserClosed } from '@app/identity';
import { ApiKeyCreated } from '@app/integrations';
import { type Notice, type NoticeOf, notice } from './notice.js';
import { payeeOf, personName, staffOf } from './notice.queries.js';

const RESET_SECONDS = 3_600; // the life of its link
/** Who reads of a change at night undoes it in the morning. */
const UNDO_SECONDS = 86_400;

const person = (_: unknown, { personId }: { personId: string }): string[] => [personId];
const owners: NonNullable<NoticeOf<unknown>['to']> = (tx) => staffOf(tx, ['owner', 'admin']);

/** Alerts [O6]: each says what happened, when, by whom or from where, and leads to where it is undone (docs/decisions/0053). */
export const SECURITY_NOTICES: Readonly<Record<string, Notice>> = {
  password_reset: notice(PasswordResetAsked, {
    template: 'reset_password',
    class: 'security',
    to: person,
    worthSeconds: RESET_SECONDS,
    values: (words, from, _, at) => ({ date: words.moment(at), ...words.origin(from) }),
    path: () => '/reset-password',
    token: ({ links }, tx, _, personId) => links.mint(tx, personId, 'reset_password'),
  }),
  password_changed: notice(PasswordChanged, {
    template: 'password_changed',
    class: 'security',
    to: person,
    values: (words, from, _, at) => ({ date: words.moment(at), ...words.origin(from) }),
    path: () => '/reset-password',
    token: ({ links }, tx, _, personId) => links.mint(tx, personId, 'reset_password', UNDO_SECONDS),
    inApp: true,
    linePath: () => '/account',
  }),
  new_device: notice(SignedInOnNewDevice, {
    template: 'new_device',
    class: 'security',
    to: person,
    values: (words, from, _, at) => ({ date: words.moment(at), ...words.origin(from) }),
    path: () => '/account',
    inApp: true,
  }),
  // The bank is changed at Stripe, which does not say by whom.
  payout_account: notice(PayoutAccountChanged, {
    template: 'payout_account_changed',
    class: 'security',
    to: (tx, { party, partyId }) => payeeOf(tx, party, partyId),
    values: (words, _, __, at) => ({ date: words.moment(at) }),
    path: () => '/payouts',
    inApp: true,
  }),
  api_key: notice(ApiKeyCreated, {
    template: 'api_key_created',
    class: 'security',
    to: owners,
    values: async (words, { personId, name, hint }, tx, at) => ({
      key: name,
      hint,
      who: words.colleague(await personName(tx, personId)),
      date: words.moment(at),
    }),
    path: () => '/developers',
    inApp: true,
  }),
  sign_in_key: notice(SignInKeyAdded, {
    template: 'sign_in_key_added',
    class: 'security',
    to: owners,
    values: async (words, { personId, name }, tx, at) => ({
      key: name,
      who: words.colleague(await personName(tx, personId)),
      date: words.moment(at),
    }),
    path: () => '/developers',
    inApp: true,
  }),
  account_closed: notice(UserClosed, {
    template: 'account_closed',
    class: 'service',
    to: person,
    values: (words, _, __, at) => ({ date: words.moment(at) }),
  }),
};
