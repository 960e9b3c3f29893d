/** Members of the European Union, whose VAT numbers begin with the country; Greece writes EL. */
export const EU_COUNTRIES = [
  'AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL',
  'PL', 'PT', 'RO', 'SE', 'SI', 'SK',
] as const; // prettier-ignore

export const isInEu = (country: string): boolean => (EU_COUNTRIES as readonly string[]).includes(country);

interface Format {
  /** Of the number without separators; for the EU without the letters of the country. */
  readonly pattern: RegExp;
  readonly example: string;
  readonly isValid?: (digits: string) => boolean;
}

const digitsOf = (text: string): number[] => [...text].map((char) => char.charCodeAt(0) - 48);

const weighted = (text: string, weights: readonly number[]): number =>
  digitsOf(text.slice(0, weights.length)).reduce((sum, digit, index) => sum + digit * weights[index]!, 0);

const luhn = (text: string): boolean =>
  digitsOf(text)
    .reverse()
    .reduce((sum, digit, index) => {
      const value = index % 2 === 1 ? digit * 2 : digit;
      return sum + (value > 9 ? value - 9 : value);
    }, 0) %
    10 ===
  0;

/** ISO 7064 mod 11,10: Germany and Croatia. */
function mod1110(text: string): boolean {
  let product = 10;
  for (const digit of digitsOf(text.slice(0, -1))) {
    const sum = (digit + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === digitsOf(text.slice(-1))[0];
}

const mod = (text: string, divisor: number): number => {
  let rest = 0;
  for (const digit of digitsOf(text)) rest = (rest * 10 + digit) % divisor;
  return rest;
};

const GST_LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Luhn in base 36. */
function gstin(text: string): boolean {
  let sum = 0;
  for (let index = 0; index < 14; index++) {
    const value = GST_LETTERS.indexOf(text.charAt(index)) * (index % 2 === 0 ? 1 : 2);
    sum += Math.floor(value / 36) + (value % 36);
  }
  return GST_LETTERS.charAt((36 - (sum % 36)) % 36) === text.charAt(14);
}

/** Twice: the second weights count when the first give no digit. */
function newZealand(text: string): boolean {
  const padded = text.padStart(9, '0');
  const check = digitsOf(padded)[8]!;
  const first = (11 - (weighted(padded, [3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  if (first !== 10) return first === check;
  return (11 - (weighted(padded, [7, 4, 3, 2, 5, 2, 7, 6]) % 11)) % 11 === check;
}

/** By country. Check digits where they are simple; elsewhere the form alone. */
const FORMATS: Readonly<Record<string, Format>> = {
  AT: {
    pattern: /^U\d{8}$/,
    example: 'ATU13585627',
    isValid: (text) => {
      const sum = digitsOf(text.slice(1, 8)).reduce((total, digit, index) => {
        const value = index % 2 === 1 ? digit * 2 : digit;
        return total + (value > 9 ? value - 9 : value);
      }, 0);
      return (10 - ((sum + 4) % 10)) % 10 === digitsOf(text.slice(8))[0];
    },
  },
  BE: {
    pattern: /^[01]\d{9}$/,
    example: 'BE0403019261',
    isValid: (text) => 97 - mod(text.slice(0, 8), 97) === mod(text.slice(8), 100),
  },
  BG: { pattern: /^\d{9,10}$/, example: 'BG175074752' },
  CY: { pattern: /^\d{8}[A-Z]$/, example: 'CY10259033P' },
  CZ: { pattern: /^\d{8,10}$/, example: 'CZ25123891' },
  DE: { pattern: /^[1-9]\d{8}$/, example: 'DE136695976', isValid: mod1110 },
  DK: {
    pattern: /^\d{8}$/,
    example: 'DK13585628',
    isValid: (text) => weighted(text, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
  },
  EE: {
    pattern: /^\d{9}$/,
    example: 'EE100931558',
    isValid: (text) => weighted(text, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0,
  },
  ES: { pattern: /^[A-Z0-9]\d{7}[A-Z0-9]$/, example: 'ESB58378431' },
  FI: {
    pattern: /^\d{8}$/,
    example: 'FI20774740',
    isValid: (text) => weighted(text, [7, 9, 10, 5, 8, 4, 2, 1]) % 11 === 0,
  },
  FR: {
    pattern: /^[A-HJ-NP-Z0-9]{2}\d{9}$/,
    example: 'FR40303265045',
    isValid: (text) => !/^\d\d/.test(text) || mod(`${text.slice(2)}12`, 97) === mod(text.slice(0, 2), 100),
  },
  GR: {
    pattern: /^\d{9}$/,
    example: 'EL094259216',
    isValid: (text) => (weighted(text, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === digitsOf(text)[8],
  },
  HR: { pattern: /^\d{11}$/, example: 'HR33392005961', isValid: mod1110 },
  HU: {
    pattern: /^\d{8}$/,
    example: 'HU12892312',
    isValid: (text) => weighted(text, [9, 7, 3, 1, 9, 7, 3, 1]) % 10 === 0,
  },
  IE: { pattern: /^(\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$/, example: 'IE6433435F' },
  IT: { pattern: /^\d{11}$/, example: 'IT00743110157', isValid: luhn },
  LT: { pattern: /^(\d{9}|\d{12})$/, example: 'LT119511515' },
  LU: {
    pattern: /^\d{8}$/,
    example: 'LU15027442',
    isValid: (text) => mod(text.slice(0, 6), 89) === mod(text.slice(6), 100),
  },
  LV: { pattern: /^\d{11}$/, example: 'LV40003521600' },
  MT: {
    pattern: /^\d{8}$/,
    example: 'MT11679112',
    isValid: (text) => weighted(text, [3, 4, 6, 7, 8, 9, 10, 1]) % 37 === 0,
  },
  NL: { pattern: /^\d{9}B\d{2}$/, example: 'NL004495445B01' },
  PL: {
    pattern: /^\d{10}$/,
    example: 'PL8567346215',
    isValid: (text) => weighted(text, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === digitsOf(text)[9],
  },
  PT: {
    pattern: /^[1-9]\d{8}$/,
    example: 'PT501964843',
    isValid: (text) => {
      const check = 11 - (weighted(text, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
      return (check > 9 ? 0 : check) === digitsOf(text)[8];
    },
  },
  RO: { pattern: /^[1-9]\d{1,9}$/, example: 'RO18547290' },
  SE: { pattern: /^\d{10}01$/, example: 'SE123456789701', isValid: (text) => luhn(text.slice(0, 10)) },
  SI: {
    pattern: /^[1-9]\d{7}$/,
    example: 'SI50223054',
    isValid: (text) => {
      const check = 11 - (weighted(text, [8, 7, 6, 5, 4, 3, 2]) % 11);
      return check !== 11 && (check === 10 ? 0 : check) === digitsOf(text)[7];
    },
  },
  SK: { pattern: /^[1-9]\d{9}$/, example: 'SK2022749619', isValid: (text) => mod(text, 11) === 0 },
  GB: {
    pattern: /^(\d{9}|\d{12})$/,
    example: 'GB980780684',
    isValid: (text) => {
      const sum = weighted(text, [8, 7, 6, 5, 4, 3, 2]) + mod(text.slice(7, 9), 100);
      return sum % 97 === 0 || (sum + 55) % 97 === 0;
    },
  },
  CH: {
    pattern: /^E?\d{9}(MWST|TVA|IVA|TPV)?$/,
    example: 'CHE-107.787.577 MWST',
    isValid: (text) => {
      const number = text.replace(/\D/g, '');
      return (11 - (weighted(number, [5, 4, 3, 2, 7, 6, 5, 4]) % 11)) % 11 === digitsOf(number)[8];
    },
  },
  NO: {
    pattern: /^\d{9}(MVA)?$/,
    example: 'NO 995 525 828 MVA',
    isValid: (text) => (11 - (weighted(text, [3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === digitsOf(text)[8],
  },
  US: { pattern: /^\d{9}$/, example: '12-3456789' },
  CA: { pattern: /^\d{9}(RT\d{4})?$/, example: '123456789 RT0001' },
  AU: {
    pattern: /^\d{11}$/,
    example: '83 914 571 673',
    isValid: (text) => (weighted(text, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 === 0,
  },
  NZ: { pattern: /^\d{8,9}$/, example: '49-091-850', isValid: newZealand },
  IN: { pattern: /^\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]$/, example: '27AAPFU0939F1ZV', isValid: gstin },
};

/** Countries whose numbers are written with their letters in front. */
const prefixOf = (country: string): string => {
  if (country === 'GR') return 'EL';
  return isInEu(country) || country === 'GB' || country === 'NO' || country === 'CH' ? country : '';
};

/**
 * The comparable form of a tax number (VAT, GST, ABN, EIN): capitals, no separators, with the letters of the country where they belong to it. Undefined for one
 * that cannot be right [A2]. A country that is not known here takes anything of 4 to 20 letters and digits.
 */
export function taxNumber(country: string, raw: string): string | undefined {
  const compact = raw.toUpperCase().replace(/[\s./-]/g, '');
  const format = FORMATS[country];
  if (!format) return /^[A-Z0-9]{4,20}$/.test(compact) ? compact : undefined;
  const prefix = prefixOf(country);
  const bare = prefix !== '' && compact.startsWith(prefix) ? compact.slice(prefix.length) : compact;
  if (!format.pattern.test(bare) || format.isValid?.(bare) === false) return undefined;
  return `${prefix}${bare}`;
}

/** How a number of this country looks. */
export const taxNumberExample = (country: string): string | undefined => FORMATS[country]?.example;
