import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, isProblem, signOut, unwrap } from '~/shared/api/index.ts';
import { money } from '~/shared/format.ts';
import { inWords } from '~/shared/in-words.ts';
import { FormFailure, useProblemForm } from '~/shared/ui/index.ts';
import { endPushes } from '../lib/end-pushes.ts';
import { refundableQuery } from '../wallet/wallet.ts';

/** The end of the account: says what becomes of the money before it asks for the password. */
export function CloseAccount() {
  const { t } = useTranslation(['site', 'common']);
  const navigate = useNavigate();
  const [isOpen, { open, close }] = useDisclosure(false);
  const { data: refundable } = useQuery({ ...refundableQuery, enabled: isOpen });
  const form = useProblemForm({ initialValues: { password: '' } });
  const send = form.send(async (body) => {
    try {
      await unwrap(api.POST('/v1/me/closure', { body }));
    } catch (error) {
      if (!isProblem(error, 'wrong-password')) throw error;
      throw inWords(error, t('site:account.wrongPassword'), 'password');
    }
    await navigate({ to: '/' });
    await endPushes();
    // The service has ended the session already, and says so; what is left of it here goes all the same.
    await signOut().catch(() => undefined);
    notifications.show({ message: t('site:closure.done') });
  });
  return (
    <>
      <Button color="danger" variant="light" onClick={open} style={{ alignSelf: 'flex-start' }}>
        {t('site:closure.action')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={t('site:closure.title')}
        closeButtonProps={{ 'aria-label': t('common:action.close') }}
      >
        <form onSubmit={send} noValidate>
          <Stack>
            <Text>{t('site:closure.effects')}</Text>
            {refundable !== undefined && refundable.refundableMinor > 0 && (
              <Text>{t('site:closure.money', { amount: money(refundable.refundableMinor, refundable.currency) })}</Text>
            )}
            <PasswordInput
              label={t('site:account.currentPassword')}
              autoComplete="current-password"
              required
              data-autofocus
              visibilityToggleButtonProps={{ 'aria-label': t('site:signIn.showPassword'), tabIndex: 0 }}
              {...form.getInputProps('password')}
            />
            <Text size="sm" c="dimmed">
              {t('site:closure.noPassword')}
            </Text>
            <FormFailure failure={form.failure} />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {t('common:action.cancel')}
              </Button>
              <Button type="submit" color="danger" loading={form.isSending}>
                {t('site:closure.confirm')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
