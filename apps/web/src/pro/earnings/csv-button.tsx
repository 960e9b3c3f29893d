import { Button, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { download } from '~/shared/api/index.ts';
import { FormFailure, useProblemText } from '~/shared/ui/index.ts';
import type { EarningsSearch } from '../search.ts';
import { earningsCsv } from './queries.ts';

/** All lines of the period, not only those on the screen. */
export function CsvButton({ search }: { search: EarningsSearch }) {
  const { t } = useTranslation(['pro', 'common']);
  const words = useProblemText();
  const save = useMutation({
    mutationFn: () =>
      download(earningsCsv(search), `${['earnings', search.from, search.to].filter(Boolean).join('_')}.csv`),
  });
  return (
    <Stack align="flex-start" gap="sm">
      <Button
        variant="default"
        leftSection={<Download size={16} aria-hidden />}
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        {t('common:action.export')}
      </Button>
      <FormFailure failure={save.error ? words(save.error) : null} />
    </Stack>
  );
}
