import { Box, Code, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import { CopyButton, StatusBadge, type Tone } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { SecretForm } from './secret-form.tsx';
import type { Platform, Webhook } from './use-stripe.ts';

const TONES = { missing: 'bad', unverified: 'waiting', good: 'good' } as const satisfies Record<string, Tone>;

const stateOf = ({ secretLast4, verifiedAt }: Webhook): keyof typeof TONES =>
  secretLast4 === null ? 'missing' : verifiedAt === null ? 'unverified' : 'good';

/** What to enter at Stripe, and what came from there. */
export function WebhooksSection({
  webhooks,
  health,
  mayChange,
}: Pick<Platform, 'webhooks' | 'health'> & { mayChange: boolean }) {
  const { t } = useTranslation('money');
  return (
    <Section title={t('platform.webhooks.title')} text={t('platform.webhooks.text')}>
      <Stack gap="xl">
        {webhooks.map((webhook) => (
          <Endpoint
            key={webhook.endpoint}
            webhook={webhook}
            atStripe={health?.webhooks.find(({ endpoint }) => endpoint === webhook.endpoint)}
            mayChange={mayChange}
          />
        ))}
      </Stack>
    </Section>
  );
}

interface EndpointProps {
  readonly webhook: Webhook;
  /** What Stripe has there; absent when it was not looked at. */
  readonly atStripe: NonNullable<Platform['health']>['webhooks'][number] | undefined;
  readonly mayChange: boolean;
}

function Endpoint({ webhook, atStripe, mayChange }: EndpointProps) {
  const { t } = useTranslation('money');
  const { endpoint, url, events, secretLast4, previousUntil, lastEventAt } = webhook;
  const state = stateOf(webhook);
  const title = t(`platform.webhooks.${endpoint}`);
  return (
    <Box component="section" aria-label={title}>
      <Stack gap="xs">
        <Group gap="sm">
          <Title order={3} size="h5">
            {title}
          </Title>
          <StatusBadge tone={state === 'missing' && !webhook.isRequired ? 'quiet' : TONES[state]}>
            {t(`platform.webhooks.state.${state}`)}
          </StatusBadge>
        </Group>
        <Text size="sm">{t(`platform.webhooks.${endpoint}Text`)}</Text>
        <Group gap={4}>
          <Code style={{ overflowWrap: 'anywhere' }}>{url}</Code>
          <CopyButton value={url} label={t('platform.webhooks.copyAddress')} />
        </Group>
        <Group gap={4}>
          <Text size="sm">{t('platform.webhooks.events', { count: events.length })}</Text>
          <CopyButton value={events.join('\n')} label={t('platform.webhooks.copyEvents')} />
        </Group>
        {atStripe && (
          <Text size="sm" c={atStripe.state === 'ok' || atStripe.state === 'unreadable' ? undefined : 'danger'}>
            {t(`platform.webhooks.atStripe.${atStripe.state}`, { list: atStripe.missingEvents.join(', ') })}
          </Text>
        )}
        <Text size="sm">
          {t('platform.webhooks.last')}: {lastEventAt === null ? t('platform.webhooks.never') : dateTime(lastEventAt)}
        </Text>
        {secretLast4 !== null && <Text size="sm">{t('platform.webhooks.secretEnds', { last4: secretLast4 })}</Text>}
        {previousUntil !== null && (
          <Text size="sm">{t('platform.webhooks.previous', { until: dateTime(previousUntil) })}</Text>
        )}
        {mayChange && <SecretForm endpoint={endpoint} title={title} isSet={secretLast4 !== null} />}
      </Stack>
    </Box>
  );
}
