import {
  Banknote,
  CalendarClock,
  CreditCard,
  ClipboardList,
  KeyRound,
  Download,
  FileBadge,
  Flag,
  Gavel,
  Gift,
  Globe,
  Home,
  Landmark,
  ListTree,
  type LucideIcon,
  Mail,
  MessageSquareWarning,
  Palette,
  Percent,
  Phone,
  ReceiptText,
  Scale,
  ShieldCheck,
  TicketPercent,
  UserRound,
  Undo2,
  Users,
  Webhook,
} from 'lucide-react';

export const STAFF_ROLES = ['owner', 'admin', 'finance', 'support', 'analyst'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

export const AREA_NAMES = [
  'home',
  'advisors',
  'people',
  'calls',
  'bookings',
  'payouts',
  'disputes',
  'ledger',
  'tax',
  'coupons',
  'referrals',
  'reports',
  'complaints',
  'withdrawals',
  'exports',
  'brand',
  'domains',
  'legal',
  'mail',
  'pricing',
  'licence',
  'stripe',
  'team',
  'developers',
  'audit',
  'webhooks',
  'events',
] as const;
export type AreaName = (typeof AREA_NAMES)[number];

export interface Area {
  readonly name: AreaName;
  readonly path: string;
  readonly icon: LucideIcon;
  /** Who may read the area, as in docs/roles.md. */
  readonly roles: readonly StaffRole[];
}

const ALL = STAFF_ROLES;
const OWNERS = ['owner', 'admin'] as const;

export const AREA_GROUPS = [
  { name: 'start', areas: [{ name: 'home', path: '/', icon: Home, roles: ALL }] },
  {
    name: 'daily',
    areas: [
      { name: 'advisors', path: '/advisors', icon: UserRound, roles: [...OWNERS, 'support', 'analyst'] },
      { name: 'people', path: '/people', icon: Users, roles: ALL },
      { name: 'calls', path: '/calls', icon: Phone, roles: ALL },
      { name: 'bookings', path: '/bookings', icon: CalendarClock, roles: [...OWNERS, 'finance', 'support'] },
      { name: 'reports', path: '/reports', icon: Flag, roles: [...OWNERS, 'finance', 'support'] },
      {
        name: 'complaints',
        path: '/complaints',
        icon: MessageSquareWarning,
        roles: [...OWNERS, 'finance', 'support'],
      },
      { name: 'withdrawals', path: '/withdrawals', icon: Undo2, roles: [...OWNERS, 'finance', 'support'] },
      { name: 'payouts', path: '/payouts', icon: Banknote, roles: [...OWNERS, 'finance'] },
      { name: 'disputes', path: '/disputes', icon: Gavel, roles: [...OWNERS, 'finance', 'support'] },
      { name: 'ledger', path: '/ledger', icon: Landmark, roles: [...OWNERS, 'finance'] },
      { name: 'tax', path: '/tax', icon: Percent, roles: [...OWNERS, 'finance'] },
      { name: 'coupons', path: '/coupons', icon: TicketPercent, roles: [...OWNERS, 'finance', 'analyst'] },
      { name: 'referrals', path: '/referrals', icon: Gift, roles: [...OWNERS, 'finance', 'analyst'] },
      { name: 'exports', path: '/exports', icon: Download, roles: [...OWNERS, 'finance'] },
    ],
  },
  {
    name: 'setUp',
    areas: [
      { name: 'brand', path: '/brand', icon: Palette, roles: OWNERS },
      { name: 'domains', path: '/domains', icon: Globe, roles: OWNERS },
      { name: 'legal', path: '/legal', icon: Scale, roles: OWNERS },
      { name: 'mail', path: '/mail', icon: Mail, roles: OWNERS },
      { name: 'pricing', path: '/pricing', icon: ReceiptText, roles: [...OWNERS, 'finance', 'analyst'] },
      { name: 'licence', path: '/licence', icon: FileBadge, roles: [...OWNERS, 'finance'] },
      { name: 'stripe', path: '/stripe', icon: CreditCard, roles: ['owner', 'finance'] },
      { name: 'team', path: '/team', icon: ShieldCheck, roles: OWNERS },
      { name: 'audit', path: '/audit', icon: ClipboardList, roles: [...OWNERS, 'analyst'] },
    ],
  },
  {
    name: 'developers',
    areas: [
      { name: 'developers', path: '/developers', icon: KeyRound, roles: OWNERS },
      { name: 'webhooks', path: '/webhooks', icon: Webhook, roles: OWNERS },
      { name: 'events', path: '/events', icon: ListTree, roles: OWNERS },
    ],
  },
] as const satisfies readonly { name: string; areas: readonly Area[] }[];

const AREAS: readonly Area[] = AREA_GROUPS.flatMap((group): readonly Area[] => group.areas);

export const isStaffRole = (role: string): role is StaffRole => (STAFF_ROLES as readonly string[]).includes(role);

export const maySee = (role: StaffRole, name: AreaName): boolean =>
  AREAS.some((area) => area.name === name && area.roles.includes(role));

/** The area that a path inside the admin belongs to. */
export const areaOf = (pathname: string): Area | undefined => {
  const first = pathname.split('/')[1] ?? '';
  return AREAS.find(({ path }) => path === `/${first}`);
};
