import { Radio, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { parseMoney } from '~/shared/format.ts';
import type { useProblemForm } from '~/shared/ui/index.ts';
import type { CallWish } from './use-quote.ts';

export interface WishValues extends Record<string, unknown> {
  topic: string;
  /** Minutes of a session, or {@link PER_MINUTE}. */
  plan: string;
  thenPerMinute: boolean;
  limit: 'none' | 'minutes' | 'amount';
  maxMinutes: string;
  maxSpendMinor: string;
}

/** Value of the choice to be charged per minute. */
export const PER_MINUTE = 'minute';

const MAX_MINUTES = 1440;

/** Whole minutes that somebody typed, or undefined. */
const minutesOf = (typed: string): number | undefined => {
  const minutes = /^\s*\d{1,4}\s*$/.test(typed) ? Number.parseInt(typed, 10) : 0;
  return minutes >= 1 && minutes <= MAX_MINUTES ? minutes : undefined;
};

/** What the typed limit means; an amount that cannot be read is no limit, and does not pass {@link limitFault}. */
export function limitOf(values: WishValues, currency: string): Pick<CallWish, 'maxMinutes' | 'maxSpendMinor'> {
  if (values.limit === 'minutes') {
    const maxMinutes = minutesOf(values.maxMinutes);
    return maxMinutes === undefined ? {} : { maxMinutes };
  }
  const amount = values.limit === 'amount' ? parseMoney(values.maxSpendMinor, currency) : undefined;
  return amount === undefined || amount === 0 ? {} : { maxSpendMinor: amount };
}

/** What is asked for: per minute, or a session that ends or goes on. */
export const planOf = ({ plan, thenPerMinute }: WishValues): Pick<CallWish, 'sessionMinutes' | 'thenPerMinute'> =>
  plan === PER_MINUTE ? {} : { sessionMinutes: Number.parseInt(plan, 10), ...(thenPerMinute ? { thenPerMinute } : {}) };

export const isLimitReadable = (values: WishValues, currency: string): boolean =>
  values.limit === 'none' || Object.keys(limitOf(values, currency)).length > 0;

/** An own limit on the call, in minutes or in money. */
export function OwnLimit({ form }: { form: ReturnType<typeof useProblemForm<WishValues>> }) {
  const { t } = useTranslation('call');
  const { limit } = form.getValues();
  return (
    <Stack gap="sm">
      <Radio.Group
        label={t('consent.limit.label')}
        description={t('consent.limit.text')}
        {...form.getInputProps('limit')}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="none" label={t('consent.limit.none')} />
          <Radio value="minutes" label={t('consent.limit.minutes')} />
          <Radio value="amount" label={t('consent.limit.amount')} />
        </Stack>
      </Radio.Group>
      {limit === 'minutes' && (
        <TextInput
          label={t('consent.limit.minutesField')}
          inputMode="numeric"
          required
          {...form.getInputProps('maxMinutes')}
        />
      )}
      {limit === 'amount' && (
        <TextInput
          label={t('consent.limit.amountField')}
          inputMode="decimal"
          required
          {...form.getInputProps('maxSpendMinor')}
        />
      )}
    </Stack>
  );
}
