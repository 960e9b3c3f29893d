import { Alert, Stack, Table, Text } from '@mantine/core';
import { CalendarClock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { dateTime, money } from '~/shared/format.ts';
import { ConfirmButton } from '~/shared/ui/index.ts';
import { type Pricing, RULES } from './rules.ts';
import { usePricingActs } from './use-pricing.ts';
import { useListWords } from './use-list-words.ts';
import { useRuleWords } from './use-rule-words.ts';

interface PlannedChangeProps {
  readonly pricing: Pricing;
  readonly planned: NonNullable<Pricing['planned']>;
  readonly mayCancel: boolean;
}

/** A change that waits for its time: what, from what, to what, when. */
export function PlannedChange({ pricing, planned: { effectiveAt, changes }, mayCancel }: PlannedChangeProps) {
  const { t } = useTranslation('admin');
  const { cancelPlanned } = usePricingActs();
  const words = useRuleWords();
  const lists = useListWords();
  const rows = RULES.flatMap((rule) => {
    const next = changes[rule.name];
    return next === undefined
      ? []
      : [
          {
            label: t(`pricing.rule.${rule.name}.label`),
            now: words(rule, pricing[rule.name]),
            next: words(rule, next),
          },
        ];
  });
  const amounts = (minors: readonly number[]): string => minors.map((minor) => money(minor)).join(' · ');
  if (changes.topUpPresetsMinor)
    rows.push({
      label: t('pricing.rule.topUpPresetsMinor.label'),
      now: amounts(pricing.topUpPresetsMinor),
      next: amounts(changes.topUpPresetsMinor),
    });
  if (changes.rateHours)
    rows.push({
      label: t('pricing.rateHours'),
      now: lists.hours(pricing.rateHours),
      next: lists.hours(changes.rateHours),
    });
  if (changes.topUpBonuses)
    rows.push({
      label: t('pricing.bonuses.title'),
      now: lists.bonuses(pricing.topUpBonuses),
      next: lists.bonuses(changes.topUpBonuses),
    });
  return (
    <Alert
      variant="outline"
      color="brand"
      icon={<CalendarClock aria-hidden />}
      title={t('pricing.planned.title', { at: dateTime(effectiveAt) })}
    >
      <Stack gap="sm" align="flex-start">
        <Text>{t('pricing.planned.text')}</Text>
        <Table>
          <caption className="visually-hidden">{t('pricing.planned.title', { at: dateTime(effectiveAt) })}</caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('pricing.planned.rule')}</Table.Th>
              <Table.Th scope="col">{t('pricing.planned.now')}</Table.Th>
              <Table.Th scope="col">{t('pricing.planned.next')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ label, now, next }) => (
              <Table.Tr key={label}>
                <Table.Th scope="row" fw={400}>
                  {label}
                </Table.Th>
                <Table.Td>{now}</Table.Td>
                <Table.Td>{next}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {mayCancel && (
          <ConfirmButton
            variant="default"
            title={t('pricing.planned.cancelTitle')}
            text={t('pricing.planned.cancelText')}
            confirmLabel={t('pricing.planned.cancel')}
            onConfirm={() => cancelPlanned.mutateAsync()}
          >
            {t('pricing.planned.cancel')}
          </ConfirmButton>
        )}
      </Stack>
    </Alert>
  );
}
