import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { STAFF_ROLES, type StaffRole } from '../areas.ts';
import { useStaff } from '../staff.tsx';
import { type Member, useTeamActs } from './use-team.ts';
import { useTeamProblem } from './team-problem.ts';

export function ChangeRole({ member: { id, displayName: name, role } }: { member: Member }) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation('common');
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button size="compact-md" variant="default" aria-label={t('team.changeRoleNamed', { name })} onClick={open}>
        {t('team.changeRole')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={t('team.roleTitle', { name })}
        closeButtonProps={{ 'aria-label': common('action.close') }}
      >
        <RoleForm id={id} name={name} role={role} onDone={close} />
      </Modal>
    </>
  );
}

function RoleForm({ id, name, role, onDone }: { id: string; name: string; role: StaffRole; onDone: () => void }) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation('common');
  const { changeRole } = useTeamActs();
  const inWords = useTeamProblem();
  const form = useProblemForm({ mode: 'controlled', initialValues: { role: role as string } });
  const submit = form.send(async (values) => {
    const next = values.role as StaffRole;
    if (next !== role) await changeRole.mutateAsync({ id, role: next }).catch(inWords);
    announce(t('team.roleChanged', { name, role: t(`shell.role.${next}`) }));
    onDone();
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <RoleChoice {...form.getInputProps('role')} />
        <Text>{t('team.roleText')}</Text>
        <FormFailure failure={form.failure} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {common('action.cancel')}
          </Button>
          <Button type="submit" loading={form.isSending}>
            {t('team.changeRole')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Roles that the signed-in person may give, each with what it is for. */
export function RoleChoice(input: { value?: string; error?: React.ReactNode; onChange?: (value: string) => void }) {
  const { t } = useTranslation('admin');
  const { is } = useStaff();
  return (
    <Radio.Group label={t('team.role')} required {...input}>
      <Stack gap="xs" mt="xs">
        {STAFF_ROLES.filter((role) => role !== 'owner' || is('owner')).map((role) => (
          <Radio key={role} value={role} label={t(`shell.role.${role}`)} description={t(`team.roleFor.${role}`)} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
