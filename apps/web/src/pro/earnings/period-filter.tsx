import { Button, Group, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { EarningsSearch } from '../search.ts';

/** The days of the list; they are in the address, so they can be kept and come back. */
export function PeriodFilter({ search }: { search: EarningsSearch }) {
  const { t } = useTranslation(['pro', 'common']);
  const navigate = useNavigate();
  const go = (change: EarningsSearch): void =>
    void navigate({ to: '/earnings', search: { ...search, ...change } as never, replace: true, resetScroll: false });
  const isBackwards = search.from !== undefined && search.to !== undefined && search.from > search.to;
  return (
    <Group align="flex-end" gap="sm">
      <TextInput
        type="date"
        label={t('common:field.from')}
        value={search.from ?? ''}
        onChange={({ currentTarget }) => go({ from: currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        label={t('common:field.to')}
        value={search.to ?? ''}
        error={isBackwards ? t('earnings.backwards') : undefined}
        onChange={({ currentTarget }) => go({ to: currentTarget.value || undefined })}
      />
      {(search.from !== undefined || search.to !== undefined) && (
        <Button variant="subtle" onClick={() => go({ from: undefined, to: undefined })}>
          {t('earnings.allCalls')}
        </Button>
      )}
    </Group>
  );
}
