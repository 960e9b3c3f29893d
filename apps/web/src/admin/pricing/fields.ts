import { type HoursRow, hoursOf, hoursRows } from '~/features/prices/index.ts';
import { duration, editableMoney, money, parseMoney, percent } from '~/shared/format.ts';
import { type Changes, type Pricing, RULES, type Rule } from './rules.ts';

/** A bonus as it is edited; the names are the service's, so that what it says against one stands at it. */
export interface BonusRow {
  readonly fromMinor: string;
  readonly bonusMinor: string;
}

/** Each rule as the text that is edited. */
export type RuleTexts = Record<Rule['name'] | 'topUpPresetsMinor', string> & {
  rateHours: HoursRow[];
  topUpBonuses: BonusRow[];
};

const WHOLE = /^\s*(\d{1,9})\s*$/;
const HUNDREDTHS = /^\s*(\d{1,3})(?:[.,](\d{1,2}))?\s*%?\s*$/;

/** Basis points of "12.5"; undefined when it is no percentage. */
export function parsePercent(typed: string): number | undefined {
  const match = HUNDREDTHS.exec(typed);
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  return Number.parseInt(whole + fraction.padEnd(2, '0'), 10);
}

/** "12.5" of 1250 basis points. */
export function editablePercent(basisPoints: number): string {
  const text = basisPoints.toString().padStart(3, '0');
  const fraction = text.slice(-2).replace(/0+$/, '');
  return text.slice(0, -2) + (fraction === '' ? '' : `.${fraction}`);
}

const parseWhole = (typed: string): number | undefined => {
  const match = WHOLE.exec(typed);
  return match ? Number.parseInt(match[1]!, 10) : undefined;
};

type Value = number | string | null;

function editable({ kind }: Rule, value: Value): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (kind === 'percent') return editablePercent(value);
  return kind === 'money' || kind === 'moneyOrNone' ? editableMoney(value) : `${value}`;
}

/** The value of what was typed; undefined when it is none. */
export function parseRule({ kind }: Rule, typed: string): Value | undefined {
  switch (kind) {
    case 'percent':
      return parsePercent(typed);
    case 'money':
      return parseMoney(typed);
    case 'moneyOrNone':
      return typed.trim() === '' ? null : parseMoney(typed);
    case 'minutesOrNone':
    case 'daysOrNone':
    case 'timesOrNone':
      return typed.trim() === '' ? null : parseWhole(typed);
    case 'rounding':
    case 'sponsor':
    case 'taxPlace':
    case 'taxDisplay':
      return typed;
    default:
      return parseWhole(typed);
  }
}

/** Amounts of a list like "10, 20, 50"; undefined when one of them is none. */
export function parseAmounts(typed: string): number[] | undefined {
  const parts = typed.split(/[;\s]+|,\s+/).filter((part) => part !== '');
  const amounts = parts.map((part) => parseMoney(part));
  return amounts.length > 0 && amounts.every((amount) => amount !== undefined) ? (amounts as number[]) : undefined;
}

export const textsOf = (pricing: Pricing): RuleTexts =>
  ({
    ...Object.fromEntries(RULES.map((rule) => [rule.name, editable(rule, pricing[rule.name])])),
    topUpPresetsMinor: pricing.topUpPresetsMinor.map((amount) => editableMoney(amount)).join('; '),
    rateHours: hoursRows(pricing.rateHours),
    topUpBonuses: pricing.topUpBonuses.map(({ fromMinor, bonusMinor }) => ({
      fromMinor: editableMoney(fromMinor),
      bonusMinor: editableMoney(bonusMinor),
    })),
  }) as RuleTexts;

const bonusesOf = (rows: readonly BonusRow[]): Pricing['topUpBonuses'] =>
  rows.map(({ fromMinor, bonusMinor }) => ({
    fromMinor: parseMoney(fromMinor) ?? 0,
    bonusMinor: parseMoney(bonusMinor) ?? 0,
  }));

/** Where a bonus cannot be read: `topUpBonuses.0.fromMinor`. */
export const unreadableBonuses = (rows: readonly BonusRow[], words: string): Record<string, string> =>
  Object.fromEntries(
    rows.flatMap((row, i) =>
      (['fromMinor', 'bonusMinor'] as const)
        .filter((name) => parseMoney(row[name]) === undefined)
        .map((name) => [`topUpBonuses.${i}.${name}`, words]),
    ),
  );

/** What differs from the rules in force. Every text must have been found right. */
export function changesOf(pricing: Pricing, texts: RuleTexts): Changes {
  const changes: Record<string, unknown> = {};
  for (const rule of RULES) {
    const value = parseRule(rule, texts[rule.name]);
    if (value !== pricing[rule.name]) changes[rule.name] = value;
  }
  const presets = parseAmounts(texts.topUpPresetsMinor) ?? [];
  if (presets.join() !== pricing.topUpPresetsMinor.join()) changes['topUpPresetsMinor'] = presets;
  const sameAs = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
  const before = textsOf(pricing);
  // In the order of the rows, not of what is kept: what the service says against one names its place.
  if (!sameAs(texts.rateHours, before.rateHours)) changes['rateHours'] = hoursOf(texts.rateHours);
  if (!sameAs(texts.topUpBonuses, before.topUpBonuses)) changes['topUpBonuses'] = bonusesOf(texts.topUpBonuses);
  return changes as Changes;
}

interface Words {
  readonly none: string;
  /** Of the values of choices. */
  readonly choices: Readonly<Record<string, string>>;
  readonly count: (kind: 'daysOrNone' | 'timesOrNone', value: number) => string;
}

/** A value as people read it. */
export function shownRule({ kind }: Rule, value: Value, words: Words): string {
  if (value === null) return words.none;
  if (typeof value === 'string') return words.choices[value] ?? value;
  switch (kind) {
    case 'percent':
      return percent(value);
    case 'money':
    case 'moneyOrNone':
      return money(value);
    case 'minutes':
    case 'minutesOrNone':
      return duration(value * 60);
    case 'daysOrNone':
    case 'timesOrNone':
      return words.count(kind, value);
    default:
      return duration(value);
  }
}

export type When = 'now' | 'later';

export interface RulesValues extends RuleTexts, Record<string, unknown> {
  effectiveAt: string;
  when: When;
}
