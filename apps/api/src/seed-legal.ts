import type { INestApplicationContext } from '@nestjs/common';
import type { Context } from '@app/kernel';
import { LEGAL_KINDS, type LegalKind, LegalService } from '@app/licensees';

type Text = readonly [title: string, ...paragraphs: string[]];

const NOTE = {
  en: 'This is a demo text. It describes what the demo does and is no legal advice; a licensee publishes its own.',
  de: 'Dies ist ein Demotext. Er beschreibt, was die Demo tut, und ist keine Rechtsberatung; ein Lizenznehmer veröffentlicht seinen eigenen.',
} as const;

const TEXTS: Readonly<Record<keyof typeof NOTE, Readonly<Record<LegalKind, Text>>>> = {
  en: {
    terms: [
      'Terms of use',
      '{name} connects you with advisors by voice and video. The price per minute is shown before each call, tax included.',
      'You pay from a balance that you top up. Only the time in which both sides are connected is billed, and each call has a signed receipt.',
    ],
    privacy: [
      'Privacy policy',
      '{name} keeps your e-mail address, your calls with their times and prices, and your payments. What is said in a call is not recorded.',
      'Consents are kept with version, time and language, and can be withdrawn at any time.',
    ],
    imprint: ['Imprint', '{name}, Example Street 1, Example Town. Contact: help@{host}. This company does not exist.'],
    withdrawal: [
      'Right of withdrawal',
      'You can withdraw from a top-up within 14 days as far as it was not used for calls. A call that you asked to begin at once counts as used. “Withdraw from contract here” at the foot of every page leads to it.',
    ],
    accessibility: ['Accessibility', 'This site aims at WCAG 2.1 AA. Tell us what does not work for you: help@{host}.'],
  },
  de: {
    terms: [
      'Nutzungsbedingungen',
      '{name} verbindet Sie per Sprache und Video mit Beraterinnen und Beratern. Der Minutenpreis steht vor jedem Anruf da, inklusive Steuer.',
      'Sie zahlen aus einem Guthaben, das Sie aufladen. Berechnet wird nur die Zeit, in der beide Seiten verbunden sind; zu jedem Anruf gibt es einen signierten Beleg.',
    ],
    privacy: [
      'Datenschutzerklärung',
      '{name} speichert Ihre E-Mail-Adresse, Ihre Anrufe mit Zeiten und Preisen und Ihre Zahlungen. Was im Anruf gesagt wird, wird nicht aufgezeichnet.',
      'Einwilligungen werden mit Version, Zeit und Sprache gespeichert und können jederzeit widerrufen werden.',
    ],
    imprint: ['Impressum', '{name}, Beispielstraße 1, Beispielstadt. Kontakt: help@{host}. Diese Firma gibt es nicht.'],
    withdrawal: [
      'Widerrufsrecht',
      'Sie können eine Aufladung binnen 14 Tagen widerrufen, soweit sie nicht für Anrufe verbraucht ist. Ein Anruf, der auf Ihren Wunsch sofort beginnt, gilt als verbraucht. „Vertrag hier widerrufen“ am Fuß jeder Seite führt dorthin.',
    ],
    accessibility: [
      'Barrierefreiheit',
      'Diese Seite strebt WCAG 2.1 AA an. Sagen Sie uns, was bei Ihnen nicht geht: help@{host}.',
    ],
  },
};

/** Publishes a short demo text of each legal page, in English and German, where there is none. Idempotent. */
export async function seedLegalPages(
  app: INestApplicationContext,
  ctx: Context,
  name: string,
  host: string,
): Promise<void> {
  const legal = app.get(LegalService);
  const there = (await legal.list(ctx)).data;
  for (const locale of ['en', 'de'] as const) {
    for (const kind of LEGAL_KINDS) {
      if (there.some((page) => page.kind === kind && page.locale === locale)) continue;
      const [title, ...paragraphs] = TEXTS[locale][kind];
      const text = [`# ${title}`, `> ${NOTE[locale]}`, ...paragraphs].join('\n\n');
      const markdown = `${text.replaceAll('{name}', name).replaceAll('{host}', host)}\n`;
      await legal.saveDraft(ctx, kind, locale, { title, markdown });
      await legal.publish(ctx, kind, locale);
    }
  }
}
