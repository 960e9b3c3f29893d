import { Button, Menu, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CircleUserRound, ExternalLink, KeyRound, LogOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { signOut } from '~/shared/api/index.ts';
import { useStaff } from '../staff.tsx';

export function AccountMenu() {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation('common');
  const { displayName, email, role, operatorAccess } = useStaff();
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="neutral"
          px="xs"
          aria-label={t('shell.account', { name: displayName })}
          leftSection={<CircleUserRound size={20} aria-hidden />}
          styles={{ section: { marginInlineEnd: 6 } }}
        >
          <Text span size="sm" maw={{ base: 90, sm: 180 }} truncate>
            {displayName}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm">{email}</Text>
          <Text size="sm">{t(`shell.role.${role}`)}</Text>
        </Menu.Label>
        <Menu.Divider />
        {!operatorAccess && (
          <Menu.Item component={Link} to="/account" leftSection={<KeyRound size={16} aria-hidden />}>
            {t('shell.ownAccount')}
          </Menu.Item>
        )}
        <Menu.Item component="a" href="/" target="_blank" leftSection={<ExternalLink size={16} aria-hidden />}>
          {t('shell.openSite')}
        </Menu.Item>
        <Menu.Item leftSection={<LogOut size={16} aria-hidden />} onClick={() => void signOut().catch(() => undefined)}>
          {common('action.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
