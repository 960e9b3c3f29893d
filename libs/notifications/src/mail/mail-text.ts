/** Text of a mail: paragraphs between empty lines; a line `[[Label]]` is the button that leads to what the mail is about. One source for text and HTML. */
export type Block =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'button'; readonly label: string };

export type Values = Readonly<Record<string, string>>;

// Bounded and without optional spaces: with them, braces that nobody closed would take minutes.
const PLACEHOLDER = /\{\{([^{}]{0,60})\}\}/g;
const BUTTON = /^\[\[(.{1,60})\]\]$/;
const NOT_PRINTED = /[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g;

/** Names between double braces, each once. */
export const placeholdersOf = (text: string): string[] => [
  ...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name!.trim())),
];

/** Whether braces are opened that no placeholder closes. */
export const hasOpenBraces = (text: string): boolean => text.replace(PLACEHOLDER, ' ').includes('{{');

export const hasButton = (body: string): boolean => blocksOf(body).some(({ kind }) => kind === 'button');

/** Structure comes from the template alone: a value that looks like a button or a placeholder stays text. */
export function blocksOf(body: string): Block[] {
  return body
    .replaceAll('\r\n', '\n')
    .split(/\n\s*\n|\n(?=\[\[)|(?<=\]\])\n/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part): Block => {
      const label = BUTTON.exec(part)?.[1];
      return label === undefined ? { kind: 'text', text: part } : { kind: 'button', label };
    });
}

/** Puts values in; each stays on its line. */
export const fill = (text: string, values: Values): string =>
  text.replace(PLACEHOLDER, (_, spaced: string) => {
    const name = spaced.trim();
    return Object.hasOwn(values, name) ? values[name]!.replace(NOT_PRINTED, ' ').trim() : '';
  });

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
