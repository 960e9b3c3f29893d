import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** An answer that came too late is no fault of anybody (A3.4). */
export function MissedCall({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['call', 'common']);
  return (
    <Modal opened onClose={onClose} withCloseButton={false} centered title={t('call:end.no_answer.titleAdvisor')}>
      <Stack>
        <Text>{t('call:end.no_answer.textAdvisor')}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common:action.close')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
