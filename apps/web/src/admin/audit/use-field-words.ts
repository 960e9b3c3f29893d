import { useTranslation } from 'react-i18next';
import { dateTime, money, number } from '~/shared/format.ts';
import { isStaffRole } from '../areas.ts';
import { type Pricing, RULES } from '../pricing/rules.ts';
import { useListWords } from '../pricing/use-list-words.ts';
import { useRuleWords } from '../pricing/use-rule-words.ts';

const FIELDS = {
  role: 'audit.name.role',
  status: 'audit.name.status',
  primary: 'audit.name.primary',
  version: 'audit.name.version',
  title: 'audit.name.title',
  characters: 'audit.name.characters',
  effectiveAt: 'audit.name.effectiveAt',
  brandColor: 'brand.color.brand',
  accentColor: 'brand.color.accent',
  warmth: 'brand.warmth.label',
  radius: 'brand.radius.label',
  font: 'brand.font.label',
  tagline: 'audit.name.tagline',
  texts: 'brand.words.own',
  logoLight: 'brand.picture.logo_light',
  logoDark: 'brand.picture.logo_dark',
  icon: 'brand.picture.icon',
  topUpPresetsMinor: 'pricing.rule.topUpPresetsMinor.label',
  rateHours: 'pricing.rateHours',
  topUpBonuses: 'pricing.bonuses.title',
  amountMinor: 'audit.name.amount',
  ratePerMinuteMinor: 'audit.name.rate',
  minutes: 'audit.name.minutes',
  rows: 'audit.name.rows',
} as const;

const MOMENT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** Names and values of changed fields as people read them; what has no words keeps its own name. */
export function useFieldWords() {
  const { t } = useTranslation('admin');
  const ruleWords = useRuleWords();
  const lists = useListWords();
  const label = (name: string): string => {
    const rule = RULES.find((one) => one.name === name);
    if (rule) return t(`pricing.rule.${rule.name}.label`);
    return name in FIELDS ? t(FIELDS[name as keyof typeof FIELDS]) : name;
  };
  const value = (name: string, raw: unknown): string => {
    if (raw === undefined) return '';
    const rule = RULES.find((one) => one.name === name);
    if (rule && (raw === null || typeof raw === 'number' || typeof raw === 'string')) return ruleWords(rule, raw);
    if (raw === null) return t('audit.nothing');
    if (typeof raw === 'boolean') return t(raw ? 'team.matrix.yes' : 'team.matrix.no');
    if (typeof raw === 'number') return name.endsWith('Minor') ? money(raw) : number(raw);
    if (typeof raw === 'string')
      return name === 'role' && isStaffRole(raw) ? t(`shell.role.${raw}`) : MOMENT.test(raw) ? dateTime(raw) : raw;
    if (name === 'rateHours') return lists.hours(raw as Pricing['rateHours']);
    if (name === 'topUpBonuses') return lists.bonuses(raw as Pricing['topUpBonuses']);
    if (Array.isArray(raw)) return raw.map((one) => value(name, one)).join('; ');
    return Object.entries(raw as Record<string, unknown>)
      .map(([key, one]) => t('audit.pair', { name: label(key), value: value(key, one) }))
      .join('; ');
  };
  return { label, value };
}
