import { Card, Checkbox, Radio, Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { duration, money } from '~/shared/format.ts';
import type { useProblemForm } from '~/shared/ui/index.ts';
import { rateAfter } from './price-terms.tsx';
import { PER_MINUTE, type WishValues } from './own-limit.tsx';

interface PlanChoiceProps {
  readonly prices: Schemas['MediumPricesView'];
  readonly currency: string;
  readonly form: ReturnType<typeof useProblemForm<WishValues>>;
}

/** Per minute or one of the advisor's sessions; nothing where there are none. */
export function PlanChoice({ prices, currency, form }: PlanChoiceProps) {
  const { t } = useTranslation('call');
  const { plan } = form.getValues();
  if (prices.sessions.length === 0) return null;
  return (
    <Card withBorder component="section" aria-label={t('consent.plan.title')}>
      <Stack>
        <Title order={2} size="h4">
          {t('consent.plan.title')}
        </Title>
        <Radio.Group aria-label={t('consent.plan.title')} {...form.getInputProps('plan')}>
          <Stack gap="xs">
            <Radio
              value={PER_MINUTE}
              label={t('consent.plan.perMinute', { price: money(prices.ratePerMinuteMinor, currency) })}
              description={t('consent.plan.perMinuteText')}
            />
            {prices.sessions.map(({ minutes, priceMinor }) => (
              <Radio
                key={minutes}
                value={String(minutes)}
                label={t('consent.plan.session', {
                  time: duration(minutes * 60),
                  price: money(priceMinor, currency),
                })}
              />
            ))}
          </Stack>
        </Radio.Group>
        {plan !== PER_MINUTE && (
          <Checkbox
            label={t('consent.plan.then')}
            description={t('consent.plan.thenText', {
              price: money(rateAfter(prices, Number.parseInt(plan, 10)), currency),
            })}
            {...form.getInputProps('thenPerMinute', { type: 'checkbox' })}
          />
        )}
      </Stack>
    </Card>
  );
}
