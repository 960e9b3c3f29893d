import { escapeHtml } from '../http.js';
import { frame } from '../stripe/checkout.page.js';
import type { CaughtText } from '../texts/texts-stand-in.js';
import type { CaughtMail } from './mail-catcher.js';

/** GET /mail: what was caught, newest first; texts beside mails. */
export function mailListPage(mails: readonly CaughtMail[], texts: readonly CaughtText[]): string {
  const rows = [...mails].reverse().map(
    (mail) =>
      `<li><a href="/mail/${encodeURIComponent(mail.id)}">${escapeHtml(mail.subject)}</a><br>
         <small>${escapeHtml(mail.from)} to ${escapeHtml(mail.to.join(', '))}, ${escapeHtml(mail.at)}</small></li>`,
  );
  const lines = [...texts].reverse().map(
    ({ channel, to, body, contentSid, contentVariables, at, status, errorCode }) =>
      `<li>${body === '' ? escapeHtml(`${contentSid ?? ''} ${JSON.stringify(contentVariables)}`) : linked(body)}<br>
         <small>${escapeHtml(channel)} to ${escapeHtml(to)}, ${escapeHtml(at)}, ${escapeHtml(status)} ${escapeHtml(errorCode ?? '')}</small></li>`,
  );
  const list = (items: string[]) => (items.length > 0 ? `<ul>${items.join('')}</ul>` : '<p>none yet</p>');
  return frame('Mail', `<h1>Caught mail</h1>${list(rows)}<h2>Caught texts</h2>${list(lines)}`);
}

/** GET /mail/{id}: one mail. Its HTML lies in a frame that runs nothing; its links open beside it. */
export function mailPage(mail: CaughtMail): string {
  const heads = ['list-unsubscribe', 'dkim-signature'].filter((name) => mail.headers[name] !== undefined);
  return frame(
    mail.subject,
    `<p><a href="/mail">All mail</a></p><h1>${escapeHtml(mail.subject)}</h1>
     <ul><li>From: ${escapeHtml(mail.from)}</li><li>To: ${escapeHtml(mail.to.join(', '))}</li>
     ${mail.replyTo ? `<li>Reply to: ${escapeHtml(mail.replyTo)}</li>` : ''}
     ${heads.map((name) => `<li>${escapeHtml(name)}: ${escapeHtml(mail.headers[name])}</li>`).join('')}</ul>
     <iframe title="The mail" sandbox="allow-popups allow-popups-to-escape-sandbox" style="width:100%;height:480px;border:1px solid #ccc"
       srcdoc="${escapeHtml(mail.html.replace('<head>', '<head><base target="_blank">'))}"></iframe>
     <h2>Text</h2><pre style="white-space:pre-wrap">${linked(mail.text)}</pre>`,
  );
}

/** Escaped first: what a link may hold has no character that is written as an entity but `&`. */
const linked = (text: string): string =>
  escapeHtml(text).replace(
    /https?:\/\/[^\s<]+/g,
    (url) => `<a href="${url}" rel="noopener" target="_blank">${url}</a>`,
  );
