import { readFileSync } from 'node:fs';
import path from 'node:path';
import { escapeHtml } from '../web/page.js';

/** An operation that can be tried in test mode, with the request of its example. */
export interface Try {
  readonly method: string;
  readonly address: string;
  /** JSON; undefined = the operation takes none. */
  readonly body: string | undefined;
  readonly isIdempotent: boolean;
}

/** What sends the requests. */
const SCRIPT = readFileSync(path.join(import.meta.dirname, 'try-it.browser.js'), 'utf8');

export const tryScript = (nonce: string): string => `<script nonce="${nonce}">${SCRIPT}</script>`;

export const TRY_STYLE =
  `.try-key,.try-box{background:var(--t-surface);border:1px solid var(--t-border);border-radius:var(--t-radius);padding:.75rem 1rem;margin:1rem 0}` +
  `.try-box summary{cursor:pointer;font-weight:600}.try-key label,form.try label{display:block;font-weight:600}` +
  `form.try{display:block;margin:0}form.try>*{margin-block:.6rem}.try-key input,form.try input,form.try textarea{display:block;width:100%;font:inherit;font-family:ui-monospace,monospace;font-size:.9em}` +
  `form.try textarea{min-height:9rem;padding:.5rem;color:var(--t-text);background:var(--t-page);border:1px solid var(--t-control);border-radius:var(--t-radius)}` +
  `.try-key button{margin-block:.6rem}.try-key p:empty,form.try p:empty{margin:0}`;

const KEY =
  `<section class="try-key" aria-label="Try it"><label for="try-key">Key of test mode, for “Try it” on this page</label>` +
  `<input id="try-key" type="password" autocomplete="off" spellcheck="false" placeholder="sk_test_..." aria-describedby="try-key-about">` +
  `<p id="try-key-about">It stays in this field and is forgotten with the page. Live keys are not taken. Signed in to the admin as owner or admin, you need none:</p>` +
  `<button type="button" id="try-sign-in">Use my sign-in</button><p id="try-key-note" role="status"></p></section>`;

function form({ method, address, body, isIdempotent }: Try): string {
  const name = escapeHtml(`${method} ${address}`);
  return [
    '<details class="try-box"><summary>Try it in test mode</summary>',
    `<form class="try" data-method="${method}" aria-label="Try ${name}">`,
    `<label>Address<input name="address" autocomplete="off" spellcheck="false" value="${escapeHtml(address)}"></label>`,
    ...(isIdempotent
      ? ['<label>Idempotency-Key<input name="idempotency" autocomplete="off" spellcheck="false"></label>']
      : []),
    ...(body === undefined
      ? []
      : [`<label>Body<textarea name="body" spellcheck="false">\n${escapeHtml(body)}</textarea></label>`]),
    `<button>Send ${method}</button><p class="try-said" role="status"></p>`,
    '<pre class="try-headers" tabindex="0" role="group" aria-label="Headers of the answer" hidden></pre>',
    '<pre class="try-answer" tabindex="0" role="group" aria-label="Answer" hidden></pre></form></details>',
  ].join('');
}

/** Puts the forms into a page of the reference: the field for the key below its title, each form before the errors of its operation, in their order. */
export function withTries(html: string, tries: readonly (Try | undefined)[]): string {
  if (!tries.some((one) => one !== undefined)) return html;
  let at = 0;
  return html
    .replace('</h1>', () => `</h1>${KEY}`)
    .replaceAll(/<h3 id="errors(?:-\d+)?">/g, (heading) => {
      const one = tries[at++];
      return `${one === undefined ? '' : form(one)}${heading}`;
    });
}
