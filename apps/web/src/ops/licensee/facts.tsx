import { Anchor, Group, List, SimpleGrid, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import { CopyButton, StatusBadge } from '~/shared/ui/index.ts';
import { adminUrl } from '../ui/format.ts';
import { Section } from '../ui/section.tsx';
import type { LicenseeDetails } from './use-licensee.ts';

export function Facts({ licensee }: { licensee: LicenseeDetails }) {
  const { t } = useTranslation('ops');
  const { id, slug, country, currency, createdAt, hosts, primaryHost } = licensee;
  const facts = [
    [t('licensee.slug'), slug],
    [t('licensee.country'), country],
    [t('licensee.currency'), currency],
    [t('licensee.created'), dateTime(createdAt)],
  ] as const;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      <Section title={t('licensee.hosts')}>
        {hosts.length === 0 && <Text>{t('licensee.noHosts')}</Text>}
        <List listStyleType="none" spacing="xs">
          {hosts.map(({ host, primary, verified }) => (
            <List.Item key={host}>
              <Group gap="xs">
                <span>{host}</span>
                {primary && <StatusBadge tone="quiet">{t('licensee.primary')}</StatusBadge>}
                <StatusBadge tone={verified ? 'good' : 'waiting'}>
                  {verified ? t('licensee.verified') : t('licensee.unverified')}
                </StatusBadge>
              </Group>
            </List.Item>
          ))}
        </List>
        {primaryHost !== null && (
          <Anchor href={adminUrl(primaryHost)} target="_blank" rel="noopener noreferrer" underline="always">
            {t('licensee.adminLink')}
          </Anchor>
        )}
      </Section>
      <Section title={t('licensee.facts')}>
        <dl style={{ margin: 0 }}>
          {facts.map(([label, value]) => (
            <Group key={label} justify="space-between" gap="md">
              <Text component="dt" c="dimmed">
                {label}
              </Text>
              <Text component="dd" m={0}>
                {value}
              </Text>
            </Group>
          ))}
        </dl>
        <Group gap="xs">
          <Text size="sm" ff="monospace">
            {id}
          </Text>
          <CopyButton value={id} label={t('licensee.copyId')} />
        </Group>
      </Section>
    </SimpleGrid>
  );
}
