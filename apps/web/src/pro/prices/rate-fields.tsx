import { SimpleGrid, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useOtherAmount, useSellerTax, useTaxRule } from '~/features/prices/index.ts';
import { rateOf } from '../profile/model.ts';

interface RateFieldsProps {
  readonly currency: string;
  readonly values: { readonly voiceRate: string; readonly videoRate: string };
  /** What the form says of a field. */
  readonly inputOf: (name: 'voiceRate' | 'videoRate') => object;
}

/** The price of a minute by kind of call: whether it contains the tax, and what it is the other way. */
export function RateFields({ currency, values, inputOf }: RateFieldsProps) {
  const { t } = useTranslation(['pro', 'prices']);
  const tax = useSellerTax();
  const otherAmount = useOtherAmount();
  const taxRule = useTaxRule();
  const hint = (typed: string): string =>
    [otherAmount(rateOf(typed), tax), t('profile.rateHint')].filter(Boolean).join(' · ');
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label={t('profile.voiceRate', { currency })}
          description={hint(values.voiceRate)}
          inputMode="decimal"
          {...inputOf('voiceRate')}
        />
        <TextInput
          label={t('profile.videoRate', { currency })}
          description={hint(values.videoRate)}
          inputMode="decimal"
          {...inputOf('videoRate')}
        />
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        {[taxRule(tax), t('profile.rateNote')].filter(Boolean).join(' ')}
      </Text>
    </>
  );
}
