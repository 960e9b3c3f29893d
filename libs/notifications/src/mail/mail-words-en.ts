const mail = (subject: string, ...paragraphs: string[]): { subject: string; body: string } => ({
  subject,
  body: ['Hello {{name}},', ...paragraphs].join('\n\n'),
});

/** Standard words in English; the names are those of `TEMPLATES`. */
export const ENGLISH = {
  verify_email: mail(
    'Confirm your e-mail address',
    'Welcome to {{brand}}. Please confirm that this is your address.',
    '[[Confirm address]]',
    'If you did not sign up, you need not do anything.',
  ),
  reset_password: mail(
    'Set a new password',
    'Somebody asked for a new password for your account at {{brand}}, on {{date}} from {{device}} ({{address}}). The link works once, for one hour.',
    '[[Set a new password]]',
    'If it was not you, you need not do anything: your password stays as it is.',
  ),
  password_changed: mail(
    'Your password was changed',
    'The password of your account at {{brand}} was changed on {{date}} from {{device}} ({{address}}), and every other session was ended.',
    'If it was you, you need not do anything. If it was not, set a new password at once, which ends every session, and tell us. The link works once, for 24 hours.',
    '[[Set a new password]]',
  ),
  account_closed: mail(
    'Your account is closed',
    'Your account at {{brand}} was closed on {{date}}, and nobody can sign in to it any more.',
    'Money that you have not spent goes back to the cards that it came from. Until it is on your account takes your bank some days.',
    'If it was not you, tell us at once.',
  ),
  new_device: mail(
    'New sign-in to your account',
    'Somebody signed in to your account at {{brand}} on {{date}} with a device that was not used before: {{device}} ({{address}}).',
    'If it was not you, change your password and end the session.',
    '[[Look at my sessions]]',
  ),
  marketing_confirm: mail(
    'Do you want news from {{brand}}?',
    'You asked for news and offers from {{brand}}. You get them only after you have confirmed it here.',
    '[[Yes, send me news]]',
    'If it was not you, you need not do anything.',
  ),
  legal_changed: mail(
    '{{brand}}: {{page}} changed',
    '{{brand}} has published a new version of: {{page}}.',
    '[[Read it]]',
  ),
  call_receipt: mail(
    'Receipt of your call with {{advisor}}',
    'You talked with {{advisor}} for {{duration}} minutes. The call cost {{amount}}.',
    '[[Open receipt]]',
  ),
  call_refunded: mail(
    '{{amount}} refunded',
    'You got {{amount}} of a call back. It is in your wallet.',
    '[[Open call]]',
  ),
  call_refunded_to_card: mail(
    '{{amount}} refunded',
    'You got {{amount}} of a call back. {{card}} of it is on its way to the card that you paid with, which can take a few days. What is not is in your wallet.',
    '[[Open call]]',
  ),
  top_up_receipt: mail('{{amount}} added to your wallet', 'Your top-up of {{amount}} has arrived.', '[[Open wallet]]'),
  wallet_refund_failed: mail(
    'A payment to your card failed',
    '{{amount}} could not be sent back to your card. The money is in your wallet again.',
    '[[Open wallet]]',
  ),
  paid_by_hand: mail(
    'Your unspent money was paid to you',
    '{{amount}} was left in your wallet at {{brand}}, and no card took it back. It was paid to you by bank transfer instead.',
    'Reference of the payment: {{reference}}',
    'Until it is on your account takes your bank some days. If it does not come, tell us the reference.',
  ),
  service_ended: mail(
    '{{brand}} has closed, and your money comes back',
    '{{brand}} is closed for good. {{amount}} of your balance was not spent and is on its way to the cards that it came from.',
    'Until it is on your account takes your bank some days. Should a card not take it, we tell you.',
    '[[Open wallet]]',
  ),
  withdrawal_confirmed: mail(
    'Your withdrawal of {{date}}',
    'You have withdrawn from a contract with {{brand}}. This mail acknowledges it; please keep it.',
    'Received: {{date}}',
    'Content: {{content}}',
    '{{amount}} is on its way back to the cards that it came from. Until it is on your account takes your bank some days. Our team looks at what is open, and writes to you.',
  ),
  withdrawal_received: mail(
    'Your withdrawal of {{date}}',
    '{{brand}} has received your withdrawal. This mail acknowledges it; please keep it.',
    'Received: {{date}}',
    'Content: {{content}}',
    'Our team looks at it, and writes to you.',
  ),
  withdrawal_decided: mail('About your withdrawal of {{date}}', '{{outcome}}', 'Reason: {{words}}'),
  auto_top_up_stopped: mail(
    'Automatic top-up has stopped',
    'Your wallet is not topped up automatically any more. Please look at your card.',
    '[[Open wallet]]',
  ),
  promo_expiring: mail(
    'Your credit of {{amount}} ends soon',
    'You have {{amount}} of credit that ends on {{date}}. It is used first in your next call.',
    '[[Open wallet]]',
  ),
  complaint_resolved: mail('Your complaint was decided', '{{outcome}}', '[[Open call]]'),
  account_warned: mail(
    'A warning from {{brand}}',
    'Our team looked at a report and gives you a warning:',
    '{{words}}',
    '[[Open account]]',
    'If it happens again, we may suspend your account.',
  ),
  account_suspended: mail(
    'Your account at {{brand}} is suspended',
    'Our team looked at a report and has suspended your account. You cannot sign in until this is lifted. {{words}}',
    'If you think that this is wrong, write to us.',
  ),
  rating_removed: mail(
    'Your rating was removed',
    'Our team has removed a rating of yours. Reason: {{reason}}. {{words}}',
    'Nobody reads it any more, and the call cannot be rated again.',
    '[[Open call]]',
  ),
  reply_removed: mail(
    'Your reply to a rating was removed',
    'Our team has removed a reply of yours to a rating. Reason: {{reason}}. {{words}}',
    'The rating itself stays; it cannot be replied to again.',
    '[[Open calls]]',
  ),
  advisor_online: mail(
    '{{advisor}} is online',
    'You wanted to know: {{advisor}} can be called now.',
    '[[Call {{advisor}}]]',
  ),
  callback_ready: mail(
    '{{advisor}} waits for your call',
    'You asked for a call back: {{advisor}} has time for you now.',
    '[[Call {{advisor}}]]',
  ),
  callback_declined: mail(
    '{{advisor}} cannot call back',
    'You asked {{advisor}} for a call back. It is not possible this time.',
  ),
  callback_asked: mail(
    'Somebody asks for a call back',
    'A caller asks to be called back. Say when you have time, or decline.',
    '[[Open the list]]',
  ),
  call_waiting: mail(
    '{{brand}}: somebody is calling you now',
    'A caller is waiting for you, and none of your devices has said that it rings. You have less than a minute.',
    '[[Answer the call]]',
    'Please look at the settings of your device and let it show notifications of {{brand}}.',
  ),
  booking_accepted: mail(
    'Your booking with {{advisor}} is agreed',
    'Your call with {{advisor}} is agreed for {{date}}, {{length}} minutes. {{amount}} are held for it.',
    '[[Open bookings]]',
  ),
  booking_declined: mail(
    '{{advisor}} cannot take your booking',
    'Your booking of {{date}} was declined. {{amount}} are free again in your wallet.',
    '[[Open bookings]]',
  ),
  booking_lapsed: mail(
    'Your booking was not answered',
    '{{advisor}} did not answer your request for {{date}} in time. {{amount}} are free again in your wallet.',
    '[[Open bookings]]',
  ),
  booking_cancelled: mail(
    'Your booking with {{advisor}} was cancelled',
    'The call of {{date}} does not take place. {{amount}} came back to your wallet.',
    '[[Open bookings]]',
  ),
  booking_missed: mail(
    'You missed your booking with {{advisor}}',
    'You did not come to the call of {{date}}. {{kept}} of the price were kept, {{amount}} came back to your wallet.',
    '[[Open bookings]]',
  ),
  booking_not_held: mail(
    'Your booking with {{advisor}} did not take place',
    'The call of {{date}} did not take place. {{amount}} came back to your wallet.',
    '[[Open bookings]]',
  ),
  booking_reminder: mail(
    'Your call with {{advisor}}: {{date}}',
    'Your call with {{advisor}} begins on {{date}}. It has {{length}} minutes.',
    '[[Open bookings]]',
  ),
  booking_soon: mail(
    'Your call with {{advisor}} begins soon',
    'Your call of {{length}} minutes begins on {{date}}. Who does not come has missed it.',
    '[[Open bookings]]',
  ),
  booking_started: mail(
    '{{advisor}} waits for you now',
    '{{advisor}} has started your booked call of {{date}} and waits in it for you.',
    '[[Join the call]]',
  ),
  booking_asked: mail(
    'Booking asked for: {{date}}',
    '{{guest}} asks for {{length}} minutes on {{date}}. Please accept or decline until {{until}}; then the request lapses.',
    '[[Open bookings]]',
  ),
  booking_made: mail(
    'New booking: {{date}}',
    '{{guest}} has booked {{length}} minutes with you on {{date}}.',
    '[[Open bookings]]',
  ),
  booking_called_off: mail(
    'Booking cancelled: {{date}}',
    'The call with {{guest}} on {{date}} does not take place.',
    '[[Open bookings]]',
  ),
  booking_user_missing: mail(
    'Nobody came to your booking of {{date}}',
    '{{guest}} did not come to the call of {{date}}. Your share of what was kept of the price is among your earnings.',
    '[[Open bookings]]',
  ),
  booking_advisor_missing: mail(
    'Your booking of {{date}} did not take place',
    'The call with {{guest}} on {{date}} did not take place. The whole price went back.',
    '[[Open bookings]]',
  ),
  booking_reminder_advisor: mail(
    'Your call with {{guest}}: {{date}}',
    'Your call with {{guest}} begins on {{date}}. It has {{length}} minutes.',
    '[[Open bookings]]',
  ),
  booking_soon_advisor: mail(
    'Your call with {{guest}} begins soon',
    'Your call of {{length}} minutes begins on {{date}}. Who does not come has missed it.',
    '[[Open bookings]]',
  ),
  calendar_disconnected: mail(
    'Your {{calendar}} calendar does not let us in any more',
    'Bookings are not written into your {{calendar}} calendar, and new appointments there do not block slots, until you connect it again.',
    '[[Connect again]]',
  ),
  payout_paid: mail('{{amount}} paid out', 'Your payout of {{amount}} has arrived at your bank.'),
  payout_failed: mail(
    'A payout of {{amount}} failed',
    'A payout of {{amount}} failed. The earnings are available again. {{step}}',
    '[[Open payouts]]',
  ),
  payout_account_changed: mail(
    'Your payout account was changed',
    'The bank account that your payouts go to was changed on {{date}}.',
    'If it was not you, put it right at once and tell us.',
    '[[Look at payouts]]',
  ),
  tax_identity_reminder: mail(
    'Your tax details are missing',
    'We need your tax details to be able to pay you out.',
    '[[Enter tax details]]',
  ),
  complaint_opened: mail(
    'A caller complained about a call',
    'A caller complained about a call with you. Please answer until {{date}}; then it is decided without you.',
    '[[Answer]]',
  ),
  complaint_in_review: mail(
    'A complaint waits for your decision',
    'A complaint about a call has to be decided until {{date}}.',
    '[[Open complaints]]',
  ),
  withdrawal_waiting: mail(
    'A withdrawal waits for your decision',
    'Somebody has withdrawn from a contract, and a part of it has to be decided. What is owed has to be paid back within 14 days of the withdrawal.',
    '[[Open withdrawals]]',
  ),
  complaint_overdue: mail(
    'A complaint is overdue',
    'A complaint about a call was not decided in time.',
    '[[Open complaints]]',
  ),
  dispute_opened: mail(
    'A bank disputes a payment of {{amount}}',
    'A bank asks for a payment of {{amount}} back. Evidence can be handed in until {{date}}.',
    '[[Open disputes]]',
  ),
  dispute_won: mail('Dispute won: {{amount}}', 'The bank decided for you. {{amount}} stay.', '[[Open disputes]]'),
  dispute_lost: mail(
    'Dispute lost: {{amount}}',
    'The bank decided against you. {{amount}} went back to the payer.',
    '[[Open disputes]]',
  ),
  fraud_warning: mail(
    'A payment of {{amount}} may be fraud',
    'A card network warned that a payment of {{amount}} may be fraud.',
    '[[Open disputes]]',
  ),
  api_key_created: mail(
    'An API key was made',
    '{{who}} made an API key for {{brand}} on {{date}}: "{{key}}", {{hint}}. Who has it can act in the name of {{brand}}.',
    'If nobody of your team did it, revoke the key at once.',
    '[[Look at the keys]]',
  ),
  sign_in_key_added: mail(
    'A key for sign-ins was registered',
    '{{who}} registered the key "{{key}}" for {{brand}} on {{date}}. Who holds its private half can sign in as any user of {{brand}}.',
    'If nobody of your team did it, revoke the key at once.',
    '[[Look at the keys]]',
  ),
  webhook_endpoint_disabled: mail(
    'A webhook endpoint was switched off',
    'The endpoint at {{host}} {{cause}}, so it was switched off and is sent nothing.',
    'Repair it, switch it on again on the page Webhooks, and recover what it missed: events are kept for 30 days.',
  ),
  usage_report: mail(
    '{{brand}} in {{month}}',
    'Calls: {{calls}}\nMinutes: {{minutes}}\nRevenue: {{revenue}}\nPeople who called: {{people}}',
    '[[Open figures]]',
  ),
  verify_owner_email: mail(
    'Confirm your e-mail address',
    'Your platform {{brand}} is ready to be set up. Before it can go live, please confirm that this is your address.',
    '[[Confirm address]]',
  ),
  operator_incident: mail(
    'Something is wrong with the money: {{check}}',
    'A check of the money that {{brand}} holds is not well: {{check}}. The page says what was measured and what to do.',
    '[[Open health]]',
  ),
  stripe_account_unwell: mail(
    'Your account at Stripe needs you: {{fault}}',
    'Something is wrong with the account at Stripe by which {{brand}} takes payments: {{fault}}. The page says what to do.',
    '[[Open Stripe]]',
  ),
  user_invoice: mail(
    'Invoice {{number}} for {{month}}',
    'Your invoice {{number}} for {{month}} is {{amount}}. It is paid from your balance; there is nothing left to pay.',
    '[[Open the invoice]]',
  ),
  user_credit_note: mail(
    'Credit note {{number}} for {{month}}',
    'In {{month}} {{amount}} of an earlier invoice was given back to your balance. Credit note {{number}} says for which.',
    '[[Open the credit note]]',
  ),
  issuer_volume: mail(
    'Top-ups of twelve months have reached {{percent}} % of EUR 1,000,000',
    'Users of {{issuer}} have topped up {{percent}} % of EUR 1,000,000 within twelve months. From EUR 1,000,000 on, an issuer of stored value under the exclusion of limited networks has to tell its authority. Please ask your counsel in time.',
    '[[See the volume]]',
  ),
  licence_invoice: mail(
    'Invoice {{number}}: {{amount}}',
    'Invoice {{number}} for your licence is {{amount}}, due on {{date}}.',
    '[[Open invoices]]',
  ),
  licence_invoice_netted: mail(
    'Invoice {{number}}: {{netted}} settled from your share',
    'Invoice {{number}} for your licence is {{amount}}. {{netted}} of it was settled from your share of calls, as agreed. {{left}} is left to pay by {{date}}.',
    '[[Open invoices]]',
  ),
  licence_unpaid: mail(
    'Invoice {{number}} is not paid',
    '{{amount}} of invoice {{number}} could not be collected. We try again on {{date}}. Please look at your card, or pay it on the page of your licence.',
    '[[Open invoices]]',
  ),
  licence_suspended: mail(
    'Your licence is suspended',
    '{{amount}} of invoice {{number}} could not be collected in several attempts. Nothing new can start until it is paid.',
    '[[Open invoices]]',
  ),
  licence_held: mail(
    'Your licence is suspended',
    'The operator of the platform has suspended your licence. Calls that run go on to their end; no call, top-up or booking starts until the suspension is lifted. The reason stands on the page of your licence.',
    '[[Open licence]]',
  ),
  licence_ending: mail(
    'Your licence ends on {{date}}',
    'The end of your licence is planned for {{date}}. Until then everything goes on. On that day calls and top-ups stop, unspent balances go back to your callers, and advisors get their last payout.',
    'If nobody at your company asked for this, write to the operator of the platform before that day.',
    '[[Open licence]]',
  ),
  licence_ended: mail(
    'Your licence has ended',
    'Your licence ended on {{date}}. Unspent balances go back to your callers, and advisors get their last payout.',
    'Until {{until}} you can take your data along. Download it on the page of your licence: after that day it is handed over to deletion.',
    '[[Open licence]]',
  ),
};
