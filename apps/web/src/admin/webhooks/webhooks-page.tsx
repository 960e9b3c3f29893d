import { Alert, Anchor, Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable, DataView, EmptyState, Page, StatusBadge } from '~/shared/ui/index.ts';
import { ModeSwitch } from '../parts/mode-switch.tsx';
import { moment } from '../parts/moment.ts';
import { type Endpoint, HEALTH_TONE, useEndpoints } from './data.ts';
import { EndpointForm } from './endpoint-form.tsx';
import { SecretDialog } from './secret-dialog.tsx';

/** Where the licensee's programs are told of events [N6-N11]. */
export function WebhooksPage() {
  const { t } = useTranslation('webhooks');
  const query = useEndpoints();
  const [isAdding, { open, close }] = useDisclosure(false);
  const [secret, setSecret] = useState<string | null>(null);
  const add = <Button onClick={open}>{t('add')}</Button>;
  return (
    <Page title={t('title')} intro={t('intro')}>
      <Stack gap="lg">
        <ModeSwitch />
        <SwitchedOff endpoints={query.data?.data ?? []} />
        <DataView
          query={query}
          isEmpty={({ data }) => data.length === 0}
          empty={<EmptyState title={t('none')} text={t('noneText')} action={add} />}
        >
          {({ data }) => (
            <Stack align="flex-start">
              {add}
              <EndpointTable endpoints={data} />
            </Stack>
          )}
        </DataView>
      </Stack>
      <EndpointForm isOpen={isAdding} onClose={close} onSecret={setSecret} />
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </Page>
  );
}

/** Those that the platform switched off: somebody has to look [N11]. */
function SwitchedOff({ endpoints }: { endpoints: readonly Endpoint[] }) {
  const { t } = useTranslation('webhooks');
  const off = endpoints.filter(({ disabledBecause }) => disabledBecause !== null && disabledBecause !== 'staff');
  if (off.length === 0) return null;
  return (
    <Alert role="alert" variant="outline" color="danger" icon={<TriangleAlert aria-hidden />} title={t('alertTitle')}>
      {off.map(({ id, url }) => (
        <Text key={id} style={{ overflowWrap: 'anywhere' }}>
          {t('alertText', { url })}
        </Text>
      ))}
    </Alert>
  );
}

function EndpointTable({ endpoints }: { endpoints: readonly Endpoint[] }) {
  const { t } = useTranslation('webhooks');
  return (
    <DataTable
      caption={t('title')}
      rows={endpoints}
      rowKey={({ id }) => id}
      columns={[
        {
          id: 'url',
          header: t('endpoint'),
          cell: ({ id, url, description }) => (
            <>
              <Anchor component={Link} to="/webhooks/$id" params={{ id } as never} style={{ overflowWrap: 'anywhere' }}>
                {url}
              </Anchor>
              <Text size="sm" c="dimmed">
                {description}
              </Text>
            </>
          ),
        },
        {
          id: 'health',
          header: t('state'),
          cell: ({ health }) => <StatusBadge tone={HEALTH_TONE[health]}>{t(`health.${health}`)}</StatusBadge>,
        },
        { id: 'types', header: t('types'), cell: ({ eventTypes }) => eventTypes.join(', ') },
        { id: 'sent', header: t('sent'), numeric: true, cell: ({ lastSequence }) => lastSequence },
        { id: 'waiting', header: t('waiting'), numeric: true, cell: ({ waiting }) => waiting },
        {
          id: 'last',
          header: t('lastSuccess'),
          cell: ({ lastSuccessAt }) => (lastSuccessAt ? moment(lastSuccessAt) : t('never')),
        },
      ]}
    />
  );
}
