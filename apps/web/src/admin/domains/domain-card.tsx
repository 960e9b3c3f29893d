import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import { ConfirmButton, FormFailure, StatusBadge, type Tone, announce, useProblemText } from '~/shared/ui/index.ts';
import { DomainFindings } from './domain-findings.tsx';
import { DomainRecords } from './domain-records.tsx';
import { RemoveDomain } from './remove-domain.tsx';
import { type Domain, useAutomaticCheck, useDomainActs } from './use-domains.ts';

const TONES: Record<Domain['status'], Tone> = {
  waiting: 'waiting',
  wrong_value: 'bad',
  verified: 'good',
  broken: 'bad',
};

export function DomainCard({ domain }: { domain: Domain }) {
  const { t } = useTranslation('admin');
  const { host, isPrimary, kind, status, records, findings, checkedAt, verifiedAt } = domain;
  const { makePrimary } = useDomainActs();
  const isAutomatic = status !== 'verified' && kind !== 'platform';
  const automatic = useAutomaticCheck(domain);
  return (
    <Card withBorder component="section" aria-label={host}>
      <Stack gap="md">
        <Group justify="space-between">
          <Group gap="sm">
            <Title order={2} size="h4">
              {host}
            </Title>
            <StatusBadge tone={TONES[status]}>{t(`domains.status.${status}`)}</StatusBadge>
            {isPrimary && <Badge color="brand">{t('domains.primary')}</Badge>}
          </Group>
          <Text size="sm" c="dimmed">
            {t(`domains.kind.${kind}`)}
          </Text>
        </Group>
        <Text>{t(`domains.statusText.${status}`)}</Text>
        {records.length > 0 && <DomainRecords records={records} isChecked={checkedAt !== null} />}
        <DomainFindings domain={domain} findings={findings} />
        <Group gap="lg" c="dimmed" fz="sm">
          {kind !== 'platform' && (
            <span>{checkedAt ? t('domains.checkedAt', { at: dateTime(checkedAt) }) : t('domains.neverChecked')}</span>
          )}
          {verifiedAt && <span>{t('domains.verifiedAt', { at: dateTime(verifiedAt) })}</span>}
          {isAutomatic && <span>{t('domains.automatic')}</span>}
        </Group>
        <Group gap="sm">
          {kind !== 'platform' && <CheckButton host={host} isBusy={automatic.isFetching} />}
          {!isPrimary && status === 'verified' && (
            <ConfirmButton
              variant="default"
              title={t('domains.makePrimaryTitle', { host })}
              text={t('domains.makePrimaryText', { host })}
              confirmLabel={t('domains.makePrimary')}
              onConfirm={() => makePrimary.mutateAsync(host)}
            >
              {t('domains.makePrimary')}
            </ConfirmButton>
          )}
          {!isPrimary && <RemoveDomain host={host} />}
        </Group>
      </Stack>
    </Card>
  );
}

function CheckButton({ host, isBusy }: { host: string; isBusy: boolean }) {
  const { t } = useTranslation('admin');
  const { check } = useDomainActs();
  const words = useProblemText();
  const [failure, setFailure] = useState<string | null>(null);
  const onClick = (): void => {
    setFailure(null);
    check
      .mutateAsync(host)
      .then(({ status }) => announce(t(`domains.status.${status}`)))
      .catch((error: unknown) => setFailure(words(error)));
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<RotateCw size={16} aria-hidden />}
        loading={check.isPending || isBusy}
        onClick={onClick}
      >
        {t('domains.check')}
      </Button>
      <FormFailure failure={failure} />
    </>
  );
}
