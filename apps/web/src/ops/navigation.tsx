import { Button, NavLink, Stack } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import {
  Activity,
  Banknote,
  Building2,
  FileText,
  Landmark,
  ListX,
  LogOut,
  type LucideIcon,
  Percent,
  Scale,
  ScrollText,
  Tags,
  UserRound,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { signOut } from '~/shared/api/index.ts';
import { LanguageSelect } from '~/shared/ui/index.ts';

const PLACES = [
  { to: '/', key: 'nav.licensees', icon: Building2 },
  { to: '/plans', key: 'nav.plans', icon: Tags },
  { to: '/invoices', key: 'nav.invoices', icon: FileText },
  { to: '/revenue', key: 'nav.revenue', icon: Banknote },
  { to: '/treasury', key: 'nav.treasury', icon: Landmark },
  { to: '/tax', key: 'nav.tax', icon: Percent },
  { to: '/health', key: 'nav.health', icon: Activity },
  { to: '/reconciliation', key: 'nav.reconciliation', icon: Scale },
  { to: '/dead-jobs', key: 'nav.deadJobs', icon: ListX },
  { to: '/audit', key: 'nav.audit', icon: ScrollText },
  { to: '/account', key: 'nav.account', icon: UserRound },
] as const satisfies readonly { to: string; key: string; icon: LucideIcon }[];

/** Licensees have pages below them, which belong to the same place. */
const isHere = (to: string, path: string): boolean =>
  to === '/' ? path === '/' || path.startsWith('/licensees') : path.startsWith(to);

export function Navigation({ onChoose }: { onChoose?: () => void }) {
  const { t } = useTranslation(['ops', 'common']);
  const { pathname } = useLocation();
  return (
    <Stack h="100%" justify="space-between" gap="lg">
      <nav aria-label={t('common:nav.main')}>
        {PLACES.map(({ to, key, icon: Icon }) => (
          <NavLink
            key={to}
            component={Link}
            to={to}
            label={t(key)}
            leftSection={<Icon size={18} aria-hidden />}
            active={isHere(to, pathname)}
            aria-current={isHere(to, pathname) ? 'page' : undefined}
            onClick={onChoose}
          />
        ))}
      </nav>
      <Stack gap="sm" align="flex-start">
        <LanguageSelect />
        <Button
          variant="subtle"
          color="neutral"
          leftSection={<LogOut size={16} aria-hidden />}
          onClick={() => void signOut().catch(() => undefined)}
        >
          {t('common:action.signOut')}
        </Button>
      </Stack>
    </Stack>
  );
}
