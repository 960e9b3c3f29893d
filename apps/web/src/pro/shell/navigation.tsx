import { Link } from '@tanstack/react-router';
import {
  Banknote,
  CalendarCheck,
  CalendarClock,
  House,
  type LucideIcon,
  Phone,
  Settings,
  Tag,
  UserRound,
  Wallet,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';

const PLACES = [
  { to: '/', key: 'nav.home', icon: House },
  { to: '/earnings', key: 'nav.earnings', icon: Wallet },
  { to: '/payouts', key: 'nav.payouts', icon: Banknote },
  { to: '/calls', key: 'nav.calls', icon: Phone },
  { to: '/bookings', key: 'nav.bookings', icon: CalendarCheck },
  { to: '/schedule', key: 'nav.schedule', icon: CalendarClock },
  { to: '/profile', key: 'nav.profile', icon: UserRound },
  { to: '/prices', key: 'nav.prices', icon: Tag },
  { to: '/account', key: 'nav.account', icon: Settings },
] as const satisfies readonly { to: string; key: string; icon: LucideIcon }[];

export function Navigation() {
  const { t } = useTranslation(['pro', 'common']);
  return (
    <nav className="console-nav" aria-label={t('common:nav.main')}>
      <ul>
        {PLACES.map(({ to, key, icon: Icon }) => (
          <li key={to}>
            <Link to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
              <Icon size={20} aria-hidden />
              {t(key)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
