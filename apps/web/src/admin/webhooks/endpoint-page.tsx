import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DataView, Page, StatusBadge } from '~/shared/ui/index.ts';
import { Facts, Section } from '../parts/facts.tsx';
import { useIdParam } from '../parts/id-param.ts';
import { TestModeMark } from '../parts/mode-switch.tsx';
import { moment } from '../parts/moment.ts';
import { type Endpoint, HEALTH_TONE, useEndpoint } from './data.ts';
import { DeliveriesTable } from './deliveries-table.tsx';
import { EndpointActs } from './endpoint-acts.tsx';

/** One endpoint: how it does, what can be done with it, what it was sent. */
export function EndpointPage() {
  const { t } = useTranslation('webhooks');
  const query = useEndpoint(useIdParam());
  return (
    <Page title={t('endpoint')}>
      <TestModeMark />
      <DataView query={query}>
        {(endpoint) => (
          <Stack gap="lg">
            <Health endpoint={endpoint} />
            <Section title={t('deliveries')} text={t('deliveriesText')}>
              <DeliveriesTable endpointId={endpoint.id} />
            </Section>
          </Stack>
        )}
      </DataView>
    </Page>
  );
}

function Health({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation('webhooks');
  const { url, description, health, disabledBecause, failingSince, previousSecretUntil } = endpoint;
  return (
    <Section title={url} text={description}>
      <Facts
        facts={[
          {
            label: t('state'),
            value: <StatusBadge tone={HEALTH_TONE[health]}>{t(`health.${health}`)}</StatusBadge>,
          },
          { label: t('types'), value: endpoint.eventTypes.join(', ') },
          { label: t('sent'), value: endpoint.lastSequence },
          { label: t('waiting'), value: endpoint.waiting },
          {
            label: t('lastSuccess'),
            value: endpoint.lastSuccessAt ? moment(endpoint.lastSuccessAt) : t('never'),
          },
        ]}
      />
      {disabledBecause && <Text>{t(`because.${disabledBecause}`)}</Text>}
      {failingSince && <Text>{t('failingSince', { at: moment(failingSince) })}</Text>}
      {previousSecretUntil && Date.parse(previousSecretUntil) > Date.now() && (
        <Text>{t('previousUntil', { at: moment(previousSecretUntil) })}</Text>
      )}
      <EndpointActs endpoint={endpoint} />
    </Section>
  );
}
