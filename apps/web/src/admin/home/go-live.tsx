import { Alert, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { ConfirmButton } from '~/shared/ui/index.ts';

/** The step from set up to open, for a licensee that signed up by itself. */
export function GoLive({ checklist: { items, openedAt } }: { checklist: Schemas['ChecklistView'] }) {
  const { t } = useTranslation('admin');
  if (openedAt !== null) return null;
  const missing = items.filter(({ done, neededToOpen }) => neededToOpen && !done).length;
  return (
    <Alert variant="outline" color="warning" title={t('home.goLive.title')}>
      <Group justify="space-between">
        <Text>{missing === 0 ? t('home.goLive.ready') : t('home.goLive.missing', { count: missing })}</Text>
        <ConfirmButton
          disabled={missing > 0}
          title={t('home.goLive.confirmTitle')}
          text={t('home.goLive.confirmText')}
          confirmLabel={t('home.goLive.confirm')}
          onConfirm={async () => {
            await unwrap(api.POST('/v1/staff/checklist/open'));
            await queryClient.invalidateQueries({ queryKey: ['checklist'] });
            notifications.show({ color: 'success', message: t('home.goLive.done') });
          }}
        >
          {t('home.goLive.open')}
        </ConfirmButton>
      </Group>
    </Alert>
  );
}
