import { type Theme, type ThemeInput, solveTheme } from '@app/theme';
import { type Block, type Values, blocksOf, escapeHtml, fill } from './mail-text.js';

/** Whose mail it is and where its links lead. */
export interface MailLook {
  readonly name: string;
  /** Address of the start page, without a slash at the end. */
  readonly siteUrl: string;
  readonly logoUrl: string | null;
  readonly theme: ThemeInput;
  readonly locale: string;
  readonly legal: readonly { readonly title: string; readonly url: string }[];
}

export interface MailContent {
  readonly subject: string;
  readonly body: string;
  readonly values: Values;
  /** Where the button leads; a body without one shows none. */
  readonly buttonUrl: string | null;
  /** Last line, in words, with the page where these mails are switched off. */
  readonly stop: { readonly label: string; readonly url: string } | null;
}

export interface WrittenMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Text and HTML of a mail from one source. Values and words are text in both: nothing that somebody typed becomes markup. */
export function writeMail(look: MailLook, content: MailContent): WrittenMail {
  const subject = fill(content.subject, content.values);
  const blocks = blocksOf(content.body).map((block): Block =>
    block.kind === 'text'
      ? { kind: 'text', text: fill(block.text, content.values) }
      : { kind: 'button', label: fill(block.label, content.values) },
  );
  return { subject, text: textOf(look, content, blocks), html: htmlOf(look, content, subject, blocks) };
}

function textOf(look: MailLook, { buttonUrl, stop }: MailContent, blocks: readonly Block[]): string {
  const parts = blocks.flatMap((block) =>
    block.kind === 'text' ? [block.text] : buttonUrl === null ? [] : [`${block.label}:\n${buttonUrl}`],
  );
  const foot = [
    `${look.name} - ${look.siteUrl}`,
    ...look.legal.map(({ title, url }) => `${title}: ${url}`),
    ...(stop ? [`${stop.label}: ${stop.url}`] : []),
  ];
  return `${[...parts, `-- \n${foot.join('\n')}`].join('\n\n')}\n`;
}

function htmlOf(look: MailLook, { buttonUrl, stop }: MailContent, subject: string, blocks: readonly Block[]): string {
  const theme = solveTheme(look.theme);
  const { page, surface, border, text, dim, families } = theme.light;
  const link = (url: string, label: string, colour: string): string =>
    `<a href="${escapeHtml(url)}" style="color:${colour}">${escapeHtml(label)}</a>`;
  const foot = [
    link(look.siteUrl, look.name, dim),
    ...look.legal.map(({ title, url }) => link(url, title, dim)),
    ...(stop ? [link(stop.url, stop.label, dim)] : []),
  ];
  const content = blocks.map((block) => blockHtml(block, buttonUrl, theme)).join('\n');
  return `<!doctype html>
<html lang="${escapeHtml(look.locale)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px 12px;background:${page};color:${text};font:16px/1.5 ${escapeHtml(theme.fontStack)}">
<table role="presentation" width="100%" cellspacing="0" cellpadding="0"><tr><td align="center">
<table role="presentation" width="100%" cellspacing="0" cellpadding="0" style="max-width:560px">
<tr><td style="padding:0 0 16px">${brandHtml(look, families.brand.text)}</td></tr>
<tr><td style="padding:24px;background:${surface};border:1px solid ${border};border-top:4px solid ${families.brand.edge};border-radius:${theme.radiusPx}px">
${content}
</td></tr>
<tr><td style="padding:16px 0;color:${dim};font-size:13px">${foot.join(' &middot; ')}</td></tr>
</table></td></tr></table>
</body></html>
`;
}

const brandHtml = ({ name, logoUrl }: MailLook, colour: string): string =>
  logoUrl === null
    ? `<strong style="font-size:20px;color:${colour}">${escapeHtml(name)}</strong>`
    : `<img src="${escapeHtml(logoUrl)}" alt="${escapeHtml(name)}" height="40" style="display:block;height:40px;border:0">`;

function blockHtml(block: Block, buttonUrl: string | null, { light, radiusPx }: Theme): string {
  if (block.kind === 'text') return `<p style="margin:0 0 16px">${escapeHtml(block.text).replaceAll('\n', '<br>')}</p>`;
  if (buttonUrl === null) return '';
  const { solid, onSolid, edge } = light.families.brand;
  return `<p style="margin:0 0 16px"><a href="${escapeHtml(buttonUrl)}" style="display:inline-block;padding:10px 20px;background:${solid};color:${onSolid};border:1px solid ${edge};border-radius:${radiusPx}px;text-decoration:none">${escapeHtml(block.label)}</a></p>`;
}
