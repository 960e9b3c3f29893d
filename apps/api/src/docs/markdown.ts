import { Marked, type Tokens } from 'marked';
import { escapeHtml } from '../web/page.js';

const SAFE_ADDRESS = /^(\/(?!\/)|#|https:\/\/)/;

/** Our Markdown as HTML. The text is our own, and still nothing in it can become an element, a script or a strange address. */
export function renderMarkdown(markdown: string): string {
  const taken = new Map<string, number>();
  const anchor = (text: string): string => {
    const base =
      text
        .toLowerCase()
        .replaceAll(/[^\w]+/g, '-')
        .replaceAll(/^-|-$/g, '') || 'part';
    const times = taken.get(base) ?? 0;
    taken.set(base, times + 1);
    return times === 0 ? base : `${base}-${times + 1}`;
  };
  let codes = 0;
  const marked = new Marked({ gfm: true, async: false });
  marked.use({
    renderer: {
      html: ({ text }: Tokens.HTML | Tokens.Tag) => escapeHtml(text),
      image: ({ text }: Tokens.Image) => escapeHtml(text),
      heading({ tokens, depth, text }: Tokens.Heading): string {
        return `<h${depth} id="${anchor(text)}">${this.parser.parseInline(tokens)}</h${depth}>`;
      },
      link({ href, tokens }: Tokens.Link): string {
        const inner = this.parser.parseInline(tokens);
        return SAFE_ADDRESS.test(href) ? `<a href="${escapeHtml(href)}">${inner}</a>` : inner;
      },
      // What scrolls sideways can be reached by keyboard.
      code: ({ text }: Tokens.Code) =>
        `<pre tabindex="0" role="group" aria-label="Code ${(codes += 1)}"><code>${escapeHtml(text)}</code></pre>`,
    },
  });
  const html = marked.parse(markdown) as string;
  return html
    .replaceAll('<table>', '<div class="wide" tabindex="0" role="group" aria-label="Table"><table>')
    .replaceAll('</table>', '</table></div>');
}
