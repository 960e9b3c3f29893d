import { NavLink, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { AREA_GROUPS, type Area, areaOf } from '../areas.ts';
import { useStaff } from '../staff.tsx';
import { usePathname } from './pathname.ts';

/** What this role may open, and nothing else. */
export function Navigation({ onFollow }: { onFollow?: () => void }) {
  const { t } = useTranslation('admin');
  const { role } = useStaff();
  const current = areaOf(usePathname())?.name;
  return (
    <Stack gap="md">
      {AREA_GROUPS.map((group) => {
        const areas = (group.areas as readonly Area[]).filter((area) => area.roles.includes(role));
        if (areas.length === 0) return null;
        return (
          <div key={group.name}>
            {group.name !== 'start' && (
              <Text size="sm" c="dimmed" px="sm" pb={4}>
                {t(`shell.group.${group.name}`)}
              </Text>
            )}
            {areas.map(({ name, path, icon: Icon }) => (
              <NavLink
                key={name}
                component={Link}
                to={path}
                label={t(`shell.nav.${name}`)}
                leftSection={<Icon size={18} aria-hidden />}
                active={current === name}
                aria-current={current === name ? 'page' : undefined}
                variant="light"
                onClick={onFollow}
              />
            ))}
          </div>
        );
      })}
    </Stack>
  );
}
