import { Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { boot } from '~/shared/boot.ts';
import { duration } from '~/shared/format.ts';
import type { useProblemForm } from '~/shared/ui/index.ts';
import { INCREMENTS, ROUNDINGS, type Rule, SPONSORS, TAX_DISPLAYS, TAX_PLACES } from './rules.ts';
import type { RulesValues } from './fields.ts';
import { parseRule } from './fields.ts';
import { usePriceTax } from './price-tax.ts';
import { useRuleWords } from './use-rule-words.ts';

interface RuleFieldProps {
  readonly rule: Rule;
  readonly inForce: number | string | null;
  readonly form: ReturnType<typeof useProblemForm<RulesValues>>;
}

export function RuleField({ rule, inForce, form }: RuleFieldProps) {
  const { t } = useTranslation('admin');
  const words = useRuleWords();
  const priceTax = usePriceTax(form.values);
  const { name, kind } = rule;
  const input = form.getInputProps(name) as { value: string; error?: string; onChange: (value: unknown) => void };
  const isChanged = parseRule(rule, input.value) !== inForce;
  const label = t(`pricing.rule.${name}.label`);
  const text = t(`pricing.rule.${name}.text`);
  const meant = [text, priceTax.other(rule, input.value)].filter(Boolean).join(' ');
  const description = isChanged ? t('pricing.inForce', { text: meant, value: words(rule, inForce) }) : meant;
  if (kind === 'increment')
    return (
      <Select
        {...input}
        label={label}
        description={description}
        allowDeselect={false}
        data={INCREMENTS.map((value) => ({ value, label: duration(Number.parseInt(value, 10), 'long') }))}
      />
    );
  if (kind === 'rounding')
    return (
      <Select
        {...input}
        label={label}
        description={description}
        allowDeselect={false}
        data={ROUNDINGS.map((value) => ({ value, label: t(`pricing.rounding.${value}`) }))}
      />
    );
  if (kind === 'taxPlace' || kind === 'taxDisplay')
    return (
      <Select
        {...input}
        label={label}
        description={description}
        allowDeselect={false}
        data={
          kind === 'taxPlace'
            ? TAX_PLACES.map((value) => ({ value, label: t(`pricing.taxPlace.${value}`) }))
            : TAX_DISPLAYS.map((value) => ({ value, label: t(`pricing.taxDisplay.${value}`) }))
        }
      />
    );
  if (kind === 'sponsor')
    return (
      <Select
        {...input}
        label={label}
        description={description}
        allowDeselect={false}
        // What only the operator can set is shown while it is in force.
        data={[...SPONSORS, ...(inForce === 'operator' ? (['operator'] as const) : [])].map((value) => ({
          value,
          label: t(`pricing.sponsor.${value}`),
        }))}
      />
    );
  return (
    <TextInput
      {...input}
      label={t(`pricing.labelIn.${kind}`, { label, currency: boot.site.currency })}
      description={description}
      inputMode={kind === 'percent' || kind.startsWith('money') ? 'decimal' : 'numeric'}
    />
  );
}
