import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface LeaveDialogProps {
  readonly isOpen: boolean;
  readonly onStay: () => void;
  readonly onLeave: () => void;
}

/** Something is not saved: stay is the first choice. */
export function LeaveDialog({ isOpen, onStay, onLeave }: LeaveDialogProps) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation('common');
  return (
    <Modal
      opened={isOpen}
      onClose={onStay}
      title={t('shell.leave.title')}
      closeButtonProps={{ 'aria-label': common('action.close') }}
    >
      <Stack>
        <Text>{t('shell.leave.text')}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onLeave}>
            {t('shell.leave.leave')}
          </Button>
          <Button onClick={onStay} data-autofocus>
            {t('shell.leave.stay')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
