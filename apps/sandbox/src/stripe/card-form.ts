import { isCardNumber } from './cards.js';

/** The typed card, or what is wrong with it, in the words of the hosted page. */
export function readCard(
  form: URLSearchParams,
  now: Date,
): { number: string; expMonth: number; expYear: number } | string {
  const number = (form.get('cardNumber') ?? '').replace(/[\s-]/g, '');
  if (!isCardNumber(number)) return 'Your card number is invalid.';
  const expiry = /^\s*(\d{1,2})\s*\/?\s*(\d{2}|\d{4})\s*$/.exec(form.get('cardExpiry') ?? '');
  const expMonth = Number(expiry?.[1]);
  if (!expiry || expMonth < 1 || expMonth > 12) return "Your card's expiration date is incomplete.";
  const expYear = Number(expiry[2]) + (expiry[2]?.length === 2 ? 2000 : 0);
  const past = expYear * 12 + expMonth < now.getUTCFullYear() * 12 + now.getUTCMonth() + 1;
  if (past) return "Your card's expiration date is in the past.";
  if (!/^\d{3,4}$/.test((form.get('cardCvc') ?? '').trim())) return "Your card's security code is incomplete.";
  return { number, expMonth, expYear };
}
