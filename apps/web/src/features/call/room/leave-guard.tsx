import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** Another page would cut the line: asks first. A reload does not ask, it comes back. */
export function LeaveGuard({ isOn, onHangUp }: { isOn: boolean; onHangUp: () => void }) {
  const { t } = useTranslation(['call', 'common']);
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => isOn && current.pathname !== next.pathname,
    enableBeforeUnload: false,
    withResolver: true,
  });
  return (
    <Modal
      opened={status === 'blocked'}
      onClose={() => reset?.()}
      title={t('call:guard.title')}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <Stack>
        <Text>{t('call:guard.text')}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => reset?.()} data-autofocus>
            {t('call:guard.stay')}
          </Button>
          <Button
            color="danger"
            onClick={() => {
              onHangUp();
              proceed?.();
            }}
          >
            {t('call:guard.leave')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
