import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime, money } from '~/shared/format.ts';
import { StatusBadge } from '~/shared/ui/index.ts';

type Any = Schemas['ComplaintView'] | Schemas['StaffComplaintView'];
type Step = Schemas['ComplaintStepView'] & Partial<Schemas['StaffComplaintStepView']>;

/** How far a complaint is, in one word. */
export function ComplaintState({ complaint: { state, outcome, overdue } }: { complaint: Any }) {
  const { t } = useTranslation('complaints');
  if (outcome !== null)
    return (
      <StatusBadge tone={outcome === 'refunded' || outcome === 'partly_refunded' ? 'good' : 'quiet'}>
        {t(`outcome.${outcome}`)}
      </StatusBadge>
    );
  if (state === 'resolved') return null;
  return overdue && state === 'in_review' ? (
    <StatusBadge tone="bad">{t('state.overdue')}</StatusBadge>
  ) : (
    <StatusBadge tone={state === 'open' ? 'waiting' : 'busy'}>{t(`state.${state}`)}</StatusBadge>
  );
}

/** Who is to act until when, and what came back so far. */
export function ComplaintDue({ complaint }: { complaint: Any }) {
  const { t } = useTranslation('complaints');
  const { state, dueAt, overdue, refundedMinor, priceMinor, currency } = complaint;
  return (
    <>
      {dueAt !== null && state !== 'resolved' && (
        <Text>{t(`due.${overdue ? 'overdue' : state}`, { until: dateTime(dueAt) })}</Text>
      )}
      {refundedMinor > 0 && (
        <Text>{t('given', { amount: money(refundedMinor, currency), price: money(priceMinor, currency) })}</Text>
      )}
    </>
  );
}

/** The story of a complaint: both sides and staff read the same. */
export function ComplaintSteps({ complaint }: { complaint: Any }) {
  const { t } = useTranslation('complaints');
  const steps: readonly Step[] = complaint.steps;
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {t('course')}
      </Title>
      <Stack component="ol" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {steps.map((step, index) => (
          <li key={index}>
            <Text fw={600}>{t(`step.${step.kind}`, { amount: money(step.amountMinor ?? 0, complaint.currency) })}</Text>
            {step.text !== null && <Text style={{ whiteSpace: 'pre-wrap' }}>{step.text}</Text>}
            {step.note != null && <Text fs="italic">{t('admin.noteOf', { note: step.note })}</Text>}
            <Text size="sm" c="dimmed">
              {[t(`side.${step.side}`), step.side === 'staff' ? step.personName : null, dateTime(step.at)]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          </li>
        ))}
      </Stack>
    </Stack>
  );
}
