import { notifications } from '@mantine/notifications';
import i18next from 'i18next';

/** Says that something was done. The notice is read aloud by itself. */
export const notify = (message: string): void => {
  notifications.show({
    message,
    color: 'success',
    closeButtonProps: { 'aria-label': i18next.t('action.close', { ns: 'common' }) },
  });
};
