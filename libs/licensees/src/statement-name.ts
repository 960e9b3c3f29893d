/** What Stripe takes as it is: printable ASCII without < > \ ' " *. */
const REFUSED = /[^ -~]|[<>\\'"*]/g;
/** Letters that have no simpler form of their own. */
const SPELLED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
};

/**
 * A name as a bank statement can print it, for it comes from a brand that may have any letter: at most as long as `shortName`, Latin letters
 * without accents, and never without a letter, which Stripe would refuse with the whole payment. What leaves no letter is named by its short
 * address. https://docs.stripe.com/get-started/account/statement-descriptors
 */
export function statementName(shortName: string, slug: string): string {
  return [shortName, slug].map(printable).find((name) => /[a-z]/i.test(name)) ?? 'ADVICE';
}

const printable = (name: string): string =>
  name
    .replace(/[ßæÆœŒøØłŁ]/g, (letter) => SPELLED[letter]!)
    .normalize('NFKD')
    .replace(REFUSED, '')
    .replace(/ +/g, ' ')
    .slice(0, 16)
    .trim();
