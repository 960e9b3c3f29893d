import { Anchor, Code, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { ConfirmButton, DataView, Page, StatusBadge, announce } from '~/shared/ui/index.ts';
import { Facts, Section } from '../parts/facts.tsx';
import { useIdParam } from '../parts/id-param.ts';
import { TestModeMark } from '../parts/mode-switch.tsx';
import { moment } from '../parts/moment.ts';
import { DELIVERY_TONE, useDelivery, useWebhooksChanged } from './data.ts';
import { SubjectLink } from './subject-link.tsx';

type Detail = Schemas['WebhookDeliveryDetailView'];

/** One message: its body and how each try was answered. */
export function DeliveryPage() {
  const { t } = useTranslation('webhooks');
  const query = useDelivery(useIdParam());
  return (
    <Page title={t('delivery')}>
      <TestModeMark />
      <DataView query={query}>{(delivery) => <Content delivery={delivery} />}</DataView>
    </Page>
  );
}

function Content({ delivery }: { delivery: Detail }) {
  const { t } = useTranslation('webhooks');
  const changed = useWebhooksChanged();
  const resend = async (): Promise<void> => {
    await unwrap(api.POST('/v1/webhook-deliveries/{id}/resend', { params: { path: { id: delivery.id } } }));
    announce(t('resent'));
    await changed();
  };
  return (
    <Stack gap="lg">
      <Anchor component={Link} to="/webhooks/$id" params={{ id: delivery.endpointId } as never}>
        {t('back')}
      </Anchor>
      <Section
        title={delivery.type}
        actions={
          <ConfirmButton
            variant="default"
            title={t('resend')}
            text={delivery.type}
            confirmLabel={t('resend')}
            onConfirm={resend}
          >
            {t('resend')}
          </ConfirmButton>
        }
      >
        <Facts
          facts={[
            {
              label: t('status'),
              value: (
                <StatusBadge tone={DELIVERY_TONE[delivery.status]}>
                  {t(`deliveryStatus.${delivery.status}`)}
                </StatusBadge>
              ),
            },
            { label: t('sequence'), value: delivery.sequence ?? t('exampleMark') },
            { label: t('subject'), value: <SubjectLink id={delivery.subject} /> },
            { label: t('at'), value: moment(delivery.createdAt) },
            { label: t('nextTry'), value: delivery.nextTryAt ? moment(delivery.nextTryAt) : '–' },
            { label: t('finished'), value: delivery.finishedAt ? moment(delivery.finishedAt) : '–' },
            ...(delivery.droppedBecause
              ? [{ label: t('droppedWhy'), value: t(`dropped.${delivery.droppedBecause}`) }]
              : []),
          ]}
        />
      </Section>
      <Section title={t('payload')}>
        <Block text={pretty(delivery.payload)} label={t('payload')} />
      </Section>
      <Section title={t('attempts')}>
        <Stack>
          {delivery.attempts.length === 0 && <Text>{t('noAttempts')}</Text>}
          {delivery.attempts.map((attempt) => (
            <Attempt key={attempt.n} attempt={attempt} />
          ))}
        </Stack>
      </Section>
    </Stack>
  );
}

function Attempt({ attempt }: { attempt: Schemas['WebhookAttemptView'] }) {
  const { t } = useTranslation('webhooks');
  const { n, startedAt, durationMs, statusCode, failure, answer } = attempt;
  const outcome = failure
    ? t(`failure.${failure}`)
    : durationMs === null
      ? t('running')
      : t('deliveryStatus.delivered');
  return (
    <article aria-label={t('attempt', { n })}>
      <Title order={3} size="h5">
        {t('attempt', { n })}
      </Title>
      <Text size="sm">
        {[moment(startedAt), statusCode, outcome, durationMs === null ? null : t('duration', { ms: durationMs })]
          .filter((part) => part !== null)
          .join(' · ')}
      </Text>
      <Text size="sm" c="dimmed">
        {t('answer')}
      </Text>
      {answer ? <Block text={answer} label={`${t('answer')} ${n}`} /> : <Text size="sm">{t('noAnswer')}</Text>}
    </article>
  );
}

/** Text of a program, whole: it scrolls by itself, also with the keyboard. */
export function Block({ text, label }: { text: string; label: string }) {
  return (
    <Code
      block
      tabIndex={0}
      role="region"
      aria-label={label}
      style={{ maxHeight: '24rem', overflow: 'auto', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
    >
      {text}
    </Code>
  );
}

/** Easier to read than the bytes, which the signature is over. */
function pretty(text: string): string {
  return JSON.stringify(JSON.parse(text), null, 2);
}
