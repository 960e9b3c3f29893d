import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Page } from '~/shared/ui/index.ts';
import { InviteMember } from './invite-member.tsx';
import { Members } from './members.tsx';
import { OperatorAccess } from './operator-access.tsx';
import { RoleMatrix } from './role-matrix.tsx';

export function TeamPage() {
  const { t } = useTranslation('admin');
  return (
    <Page title={t('team.title')} intro={t('team.intro')} actions={<InviteMember />}>
      <Stack gap="xl">
        <Members />
        <RoleMatrix />
        <OperatorAccess />
      </Stack>
    </Page>
  );
}
