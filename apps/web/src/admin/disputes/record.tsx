import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { money } from '~/shared/format.ts';
import { Section } from '../parts/facts.tsx';
import { moment } from '../parts/moment.ts';
import { bearerKey, reasonKey, statusKey, stepOf } from './labels.ts';

type Step = Schemas['DisputeStepView'];

/** What happened, oldest first, by whom. */
export function Record({ steps, currency }: { steps: readonly Step[]; currency: string }) {
  const { t } = useTranslation('money');
  return (
    <Section title={t('disputes.record')}>
      <Stack component="ol" gap="xs" m={0} ps="lg">
        {steps.map((step, n) => (
          <li key={n}>
            <Text>{words(step)}</Text>
            <Text size="sm" c="dimmed">
              {step.by === null ? moment(step.at) : t('disputes.by', { time: moment(step.at), name: step.by })}
            </Text>
          </li>
        ))}
      </Stack>
    </Section>
  );

  function words({ step, detail, amountMinor }: Step): string {
    const known = stepOf(step);
    return t(`disputes.step.${known}`, {
      step,
      amount: amountMinor === null ? '' : money(amountMinor, currency),
      detail:
        known === 'opened'
          ? t(reasonKey(detail ?? ''), { reason: detail })
          : known === 'borne'
            ? t(bearerKey(detail))
            : t(statusKey(detail ?? ''), { status: detail }),
    });
  }
}
