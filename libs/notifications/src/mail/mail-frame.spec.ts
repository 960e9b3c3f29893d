import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_BRAND } from '@app/licensees';
import { type MailLook, writeMail } from './mail-frame.js';
import { blocksOf, fill, hasOpenBraces, placeholdersOf } from './mail-text.js';
import { MAIL_LOCALES, TEMPLATES, TEMPLATE_NAMES, sampleValues, standardText, templateFault } from './templates.js';

const LOOK: MailLook = {
  name: 'Aurora <Advice>',
  siteUrl: 'https://aurora.example',
  logoUrl: null,
  theme: { ...DEFAULT_BRAND, brandColor: '#aa3311' },
  locale: 'en',
  legal: [{ title: 'Imprint', url: 'https://aurora.example/legal/imprint' }],
};
const write = (body: string, values: Record<string, string> = {}, subject = 'Hello') =>
  writeMail(LOOK, { subject, body, values, buttonUrl: 'https://aurora.example/x', stop: null });

describe('a mail', () => {
  it('has text and HTML of one source', () => {
    const { text, html } = write('Hello {{name}},\n\nfirst\nsecond\n\n[[Open it]]', { name: 'Ada' });
    expect(text).toBe(
      'Hello Ada,\n\nfirst\nsecond\n\nOpen it:\nhttps://aurora.example/x\n\n-- \nAurora <Advice> - https://aurora.example\nImprint: https://aurora.example/legal/imprint\n',
    );
    expect(html).toContain('<p style="margin:0 0 16px">first<br>second</p>');
    expect(html).toContain('>Open it</a>');
    expect(html).toContain('Aurora &lt;Advice&gt;');
  });

  it.each(['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '[[Click]]', '{{brand}}', 'a\n\n[[Click]]'])(
    'keeps %j that somebody typed as text',
    (typed) => {
      const { html, text } = write('Hello {{name}}', { name: typed, brand: 'Aurora' });
      expect(html).not.toContain('<script');
      expect(html).not.toContain('<img');
      expect(html).not.toContain('>Click</a>');
      expect(text).not.toContain('https://aurora.example/x');
      expect(text).not.toContain('Hello Aurora');
    },
  );

  it('cannot get another header by its subject', () => {
    expect(write('x', { name: 'Ada\r\nBcc: all@example.com' }, 'Hello {{name}}').subject).toBe(
      'Hello Ada Bcc: all@example.com',
    );
  });

  it('knows its placeholders and buttons', () => {
    expect(placeholdersOf('{{a}} {{ b }} {{a}} {{}}')).toEqual(['a', 'b', '']);
    expect(blocksOf('one\n[[Two]]\nthree')).toEqual([
      { kind: 'text', text: 'one' },
      { kind: 'button', label: 'Two' },
      { kind: 'text', text: 'three' },
    ]);
    expect(fill('{{constructor}}|{{a}}|{{ a }}', { a: '1' })).toBe('|1|1');
  });

  it('reads braces that nobody closes in one pass, however many spaces follow', () => {
    // In a context of its own, which is ended: a search that goes back and forth would hold the process for minutes.
    const text = '{{' + ' '.repeat(4_990);
    const run = (what: () => unknown) => runInNewContext('what()', { what }, { timeout: 2_000 });
    expect(run(() => placeholdersOf(text))).toEqual([]);
    expect(run(() => fill(text, {}))).toBe(text);
    expect(run(() => hasOpenBraces(text))).toBe(true);
    expect(['{{a}}', '{ {', '{{{a}}', '{{a}} {{'].map(hasOpenBraces)).toEqual([false, false, false, true]);
  });

  it('has standard words that are sound in every language, with a sample for every placeholder', () => {
    for (const name of TEMPLATE_NAMES)
      for (const locale of MAIL_LOCALES) {
        const text = standardText(name, locale);
        expect([name, locale, templateFault(name, text)]).toEqual([name, locale, undefined]);
        const used = placeholdersOf(`${text.subject} ${text.body}`);
        expect(used.filter((one) => !(one in sampleValues(locale, 'B')))).toEqual([]);
        expect(TEMPLATES[name].fields.filter((field) => !used.includes(field))).toEqual([]);
      }
  });
});
