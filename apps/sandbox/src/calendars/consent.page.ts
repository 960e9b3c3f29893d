import { escapeHtml } from '../http.js';
import { frame } from '../stripe/checkout.page.js';

/** Where a person allows a program to use their calendar. */
export const consentPage = (vendor: string, action: string, query: URLSearchParams): string =>
  frame(
    `${vendor} calendar`,
    `<h1>${escapeHtml(vendor)} calendar</h1>
    <p>A program wants to see and change the events in your calendar.</p>
    <form method="post" action="${escapeHtml(action)}">
      ${[...query].map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`).join('')}
      <label>Account <input name="account" type="email" required value="advisor@calendar.example"></label>
      <p><button name="decision" value="allow">Allow</button> <button name="decision" value="deny" formnovalidate>Deny</button></p>
    </form>`,
  );
