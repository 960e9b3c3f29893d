import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { usePaged } from '~/shared/ui/index.ts';

/** The next page of a list that is no table. */
export function MoreButton({ more }: { more: ReturnType<typeof usePaged>['more'] }) {
  const { t } = useTranslation('common');
  if (!more.hasMore) return null;
  return (
    <Group justify="center">
      <Button variant="default" loading={more.isLoading} onClick={more.load}>
        {t('action.more')}
      </Button>
    </Group>
  );
}
