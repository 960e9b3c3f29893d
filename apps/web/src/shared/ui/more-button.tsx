import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** Of `usePaged`. */
export interface More {
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly load: () => void;
}

/** Reads the next page of a list, while there is one. */
export function MoreButton({ more: { hasMore, isLoading, load } }: { more: More }) {
  const { t } = useTranslation('common');
  if (!hasMore) return null;
  return (
    <Group justify="center" mt="sm">
      <Button variant="default" loading={isLoading} onClick={load}>
        {t('action.more')}
      </Button>
    </Group>
  );
}
