import { Stack, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { money, percent } from '~/shared/format.ts';
import { textsOf } from './fields.ts';
import { usePriceTax } from './price-tax.ts';
import { type Pricing, RULE_GROUPS, type Rule } from './rules.ts';
import { useListWords } from './use-list-words.ts';
import { useRuleWords } from './use-rule-words.ts';

/** The rules in force, for who may read them but not change them. */
export function RuleList({ pricing }: { pricing: Pricing }) {
  const { t } = useTranslation('admin');
  const words = useRuleWords();
  const lists = useListWords();
  const texts = textsOf(pricing);
  const priceTax = usePriceTax(texts);
  return (
    <Stack gap="lg">
      {RULE_GROUPS.map(({ name, rules }) => (
        <section key={name} aria-label={t(`pricing.group.${name}.title`)}>
          <Title order={2} size="h4" mb="xs">
            {t(`pricing.group.${name}.title`)}
          </Title>
          {name === 'price' && <Text c="dimmed">{priceTax.rule}</Text>}
          <Table>
            <Table.Tbody>
              {(rules as readonly Rule[]).map((rule) => (
                <Row
                  key={rule.name}
                  label={t(`pricing.rule.${rule.name}.label`)}
                  value={[words(rule, pricing[rule.name]), priceTax.other(rule, texts[rule.name])]
                    .filter(Boolean)
                    .join(' · ')}
                />
              ))}
              {name === 'shares' && <Row label={t('pricing.operatorShare')} value={percent(pricing.operatorShareBp)} />}
              {name === 'price' && <Row label={t('pricing.rateHours')} value={lists.hours(pricing.rateHours)} />}
              {name === 'bonus' && (
                <Row label={t('pricing.bonuses.title')} value={lists.bonuses(pricing.topUpBonuses)} />
              )}
              {name === 'topUp' && (
                <Row
                  label={t('pricing.rule.topUpPresetsMinor.label')}
                  value={pricing.topUpPresetsMinor.map((amount) => money(amount)).join(' · ')}
                />
              )}
            </Table.Tbody>
          </Table>
        </section>
      ))}
    </Stack>
  );
}

function Row({ label, value }: { label: string; value: string }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        {label}
      </Table.Th>
      <Table.Td ta="end">{value}</Table.Td>
    </Table.Tr>
  );
}
