import { Button, Code, Group, List, Select, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DataView, FormFailure, LoadingState, useProblemForm } from '~/shared/ui/index.ts';
import { notify } from '../ui/notify.ts';
import { Section } from '../ui/section.tsx';
import { type Topology, setTopology, useTopology } from './use-licence.ts';

const SIDES = [
  'operator_platform',
  'licensee_platform',
  'self_managed',
] as const satisfies readonly Topology['topology'][];

/** Whose account at Stripe takes the money of callers. */
export function TopologySection({ id }: { id: string }) {
  const { t } = useTranslation('ops');
  const query = useTopology(id);
  return (
    <Section title={t('topology.title')} intro={t('topology.intro')}>
      <DataView query={query} loading={<LoadingState lines={2} height={40} />}>
        {(topology) => (
          <Stack>
            {topology.topology === 'licensee_platform' && <Account topology={topology} />}
            {topology.blockers.length > 0 ? (
              <Blocked topology={topology} />
            ) : (
              <TopologyForm key={topology.topology} id={id} current={topology.topology} />
            )}
          </Stack>
        )}
      </DataView>
    </Section>
  );
}

function Account({ topology: { accountId, accountsApi } }: { topology: Topology }) {
  const { t } = useTranslation('ops');
  return (
    <Text>
      {t('topology.account')}: {accountId === null ? t('topology.noAccount') : <Code>{accountId}</Code>}.{' '}
      {t('topology.api')}: {accountsApi ?? t('topology.apiUnknown')}.
    </Text>
  );
}

function Blocked({ topology: { topology, blockers } }: { topology: Topology }) {
  const { t } = useTranslation('ops');
  return (
    <Stack gap="xs">
      <Text>{t(`topology.sides.${topology}`)}</Text>
      <Text size="sm">{t('topology.blocked')}:</Text>
      <List size="sm">
        {blockers.map((one) => (
          <List.Item key={one}>{t(`topology.blockers.${one}`)}</List.Item>
        ))}
      </List>
    </Stack>
  );
}

function TopologyForm({ id, current }: { id: string; current: Topology['topology'] }) {
  const { t } = useTranslation('ops');
  const form = useProblemForm<{ topology: Topology['topology']; reason: string }>({
    initialValues: { topology: current, reason: '' },
    validate: { reason: (value) => (value.trim().length < 3 ? t('reason.tooShort', { count: 3 }) : null) },
  });
  return (
    <form
      noValidate
      onSubmit={form.send(async ({ topology, reason }) => {
        await setTopology(id, { topology, reason: reason.trim() });
        form.setFieldValue('reason', '');
        notify(t('topology.saved'));
      })}
    >
      <Stack>
        <Select
          label={t('topology.label')}
          data={SIDES.map((value) => ({ value, label: t(`topology.sides.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('topology')}
        />
        <TextInput label={t('reason.label')} required maxLength={300} {...form.getInputProps('reason')} />
        <FormFailure failure={form.failure} />
        <Group>
          <Button type="submit" loading={form.isSending}>
            {t('topology.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
