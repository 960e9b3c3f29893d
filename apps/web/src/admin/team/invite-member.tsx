import { Button, Group, Modal, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { UserPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/shared/api/index.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import type { StaffRole } from '../areas.ts';
import { RoleChoice } from './change-role.tsx';
import { useTeamActs } from './use-team.ts';
import { useTeamProblem } from './team-problem.ts';

const MIN_PASSWORD = 10;

export function InviteMember() {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation('common');
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button leftSection={<UserPlus size={18} aria-hidden />} onClick={open}>
        {t('team.add')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={t('team.addTitle')}
        closeButtonProps={{ 'aria-label': common('action.close') }}
      >
        <InviteForm onDone={close} />
      </Modal>
    </>
  );
}

function InviteForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation('common');
  const { add } = useTeamActs();
  const inWords = useTeamProblem();
  const form = useProblemForm({
    mode: 'uncontrolled',
    initialValues: { email: '', displayName: '', role: 'support', password: '' },
    validate: { password: (typed) => (typed.length < MIN_PASSWORD ? t('team.passwordShort') : null) },
  });
  const submit = form.send(async (values) => {
    try {
      const member = await add.mutateAsync({ ...values, role: values.role as StaffRole });
      announce(t('team.added', { name: member.displayName }));
      onDone();
    } catch (error) {
      if (!isProblem(error, 'email-taken')) inWords(error);
      form.setFieldError('email', t('team.emailTaken'));
    }
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={common('field.email')}
          type="email"
          autoComplete="off"
          required
          data-autofocus
          key={form.key('email')}
          {...form.getInputProps('email')}
        />
        <TextInput
          label={common('field.displayName')}
          maxLength={80}
          autoComplete="off"
          required
          key={form.key('displayName')}
          {...form.getInputProps('displayName')}
        />
        <RoleChoice key={form.key('role')} {...form.getInputProps('role')} />
        <PasswordInput
          label={t('team.password')}
          description={t('team.passwordHint')}
          autoComplete="new-password"
          maxLength={72}
          required
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <FormFailure failure={form.failure} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {common('action.cancel')}
          </Button>
          <Button type="submit" loading={form.isSending}>
            {t('team.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
