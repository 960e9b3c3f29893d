import { Button, Group, Stack, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { AREA_GROUPS, type Area } from '../areas.ts';
import { useStaff } from '../staff.tsx';

/** For a role without figures: the ways to its work. */
export function Shortcuts() {
  const { t } = useTranslation('admin');
  const { role } = useStaff();
  const areas = AREA_GROUPS.flatMap((group): readonly Area[] => group.areas).filter(
    ({ name, roles }) => name !== 'home' && roles.includes(role),
  );
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t('home.yourWork')}
      </Title>
      <Group>
        {areas.map(({ name, path, icon: Icon }) => (
          <Button key={name} component={Link} to={path} variant="default" leftSection={<Icon size={18} aria-hidden />}>
            {t(`shell.nav.${name}`)}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}
