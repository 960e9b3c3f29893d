import { List, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { duration, money, percent } from '~/shared/format.ts';
import type { Pricing } from './rules.ts';

type Calculation = Schemas['CalculationView'];

export function CalculatorResult({ result, pricing }: { result: Calculation; pricing: Pricing }) {
  const { t } = useTranslation('admin');
  const { split, priceMinor, currency, seconds, chargedSeconds } = result;
  const rows = [
    { id: 'advisor', minor: split.advisorMinor, rate: percent(result.advisorShareBp) },
    { id: 'licensee', minor: split.licenseeMinor, rate: t('pricing.calculator.rest') },
    { id: 'operator', minor: split.operatorMinor, rate: percent(result.operatorShareBp) },
    { id: 'tax', minor: split.taxMinor, rate: percent(result.taxRateBp) },
  ] as const;
  return (
    <Stack gap="sm">
      <Text fw={600}>
        {t('pricing.calculator.result', {
          price: money(priceMinor, currency),
          seconds: duration(seconds),
          charged: duration(chargedSeconds),
        })}
      </Text>
      <Table maw={520}>
        <caption className="visually-hidden">{t('pricing.calculator.split')}</caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('pricing.calculator.who')}</Table.Th>
            <Table.Th scope="col">{t('pricing.calculator.part')}</Table.Th>
            <Table.Th scope="col" ta="end">
              {t('pricing.calculator.amount')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ id, minor, rate }) => (
            <Table.Tr key={id}>
              <Table.Th scope="row" fw={400}>
                {t(`pricing.calculator.party.${id}`)}
              </Table.Th>
              <Table.Td>{rate}</Table.Td>
              <Table.Td ta="end">{money(minor, currency)}</Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Th scope="row">{t('pricing.calculator.caller')}</Table.Th>
            <Table.Td />
            <Table.Td ta="end" fw={700}>
              {money(priceMinor, currency)}
            </Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
      {result.rateAdjustBp !== 0 && (
        <Text size="sm">
          {t(result.rateAdjustBp > 0 ? 'pricing.calculator.surcharge' : 'pricing.calculator.discount', {
            rate: percent(Math.abs(result.rateAdjustBp)),
            price: money(result.ratePerMinuteMinor, currency),
          })}
        </Text>
      )}
      {result.sponsored && <Sponsored sponsored={result.sponsored} currency={currency} />}
      <Reasons pricing={pricing} result={result} />
    </Stack>
  );
}

/** Free time: what it would have cost, who pays that, and who gets it. */
function Sponsored({ sponsored, currency }: { sponsored: NonNullable<Calculation['sponsored']>; currency: string }) {
  const { t } = useTranslation('admin');
  const { seconds, priceMinor, sponsor, split } = sponsored;
  return (
    <Text size="sm">
      {t('pricing.calculator.free', { time: duration(seconds), price: money(priceMinor, currency) })}{' '}
      {sponsor === 'advisor'
        ? t('pricing.calculator.freeByAdvisor')
        : t(sponsor === 'operator' ? 'pricing.calculator.freeByOperator' : 'pricing.calculator.freeByYou', {
            advisor: money(split.advisorMinor, currency),
            operator: money(split.operatorMinor, currency),
          })}
    </Text>
  );
}

/** The rules behind the figures, those that say something here. */
function Reasons({ pricing, result }: { pricing: Pricing; result: Calculation }) {
  const { t } = useTranslation('admin');
  const reasons = [
    pricing.freeBelowSeconds > 0 && t('pricing.reason.freeBelow', { time: duration(pricing.freeBelowSeconds) }),
    result.sponsored !== null && t('pricing.reason.free', { time: duration(result.sponsored.seconds) }),
    pricing.minimumSeconds > 0 && t('pricing.reason.minimum', { time: duration(pricing.minimumSeconds) }),
    pricing.incrementSeconds === 1
      ? t('pricing.reason.bySecond')
      : t('pricing.reason.increment', { time: duration(pricing.incrementSeconds) }),
    pricing.connectionFeeMinor > 0 && t('pricing.reason.fee', { amount: money(pricing.connectionFeeMinor) }),
    t(`pricing.reason.rounding.${pricing.rounding}`),
    t('pricing.reason.tax'),
    t('pricing.reason.shares'),
    t('pricing.reason.rest'),
  ].filter((reason) => reason !== false);
  return (
    <List size="sm" aria-label={t('pricing.calculator.rules')}>
      {reasons.map((reason) => (
        <List.Item key={reason}>{reason}</List.Item>
      ))}
    </List>
  );
}
