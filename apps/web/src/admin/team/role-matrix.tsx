import { Table, Text, Title } from '@mantine/core';
import { Check, Minus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { STAFF_ROLES, type StaffRole } from '../areas.ts';

const OWNERS = ['owner', 'admin'] as const;

/** What each role may do, as docs/roles.md has it. */
const DUTIES = [
  { name: 'figures', roles: [...OWNERS, 'finance', 'analyst'] },
  { name: 'seeAdvisors', roles: [...OWNERS, 'support', 'analyst'] },
  { name: 'changeAdvisors', roles: OWNERS },
  { name: 'seePeople', roles: STAFF_ROLES },
  { name: 'freezePeople', roles: OWNERS },
  { name: 'notes', roles: [...OWNERS, 'support'] },
  { name: 'seeWallets', roles: [...OWNERS, 'finance', 'support'] },
  { name: 'credits', roles: [...OWNERS, 'finance'] },
  { name: 'seeCalls', roles: STAFF_ROLES },
  { name: 'endCalls', roles: [...OWNERS, 'support'] },
  { name: 'refunds', roles: [...OWNERS, 'finance', 'support'] },
  { name: 'reports', roles: [...OWNERS, 'finance', 'support'] },
  { name: 'ledger', roles: [...OWNERS, 'finance'] },
  { name: 'exports', roles: [...OWNERS, 'finance'] },
  { name: 'exportPeople', roles: OWNERS },
  { name: 'seePricing', roles: [...OWNERS, 'finance', 'analyst'] },
  { name: 'changePricing', roles: OWNERS },
  { name: 'setUp', roles: OWNERS },
  { name: 'team', roles: OWNERS },
  { name: 'owners', roles: ['owner'] },
  { name: 'endAccess', roles: ['owner'] },
  { name: 'audit', roles: [...OWNERS, 'analyst'] },
] as const satisfies readonly { name: string; roles: readonly StaffRole[] }[];

/** All roles on one page (L13). */
export function RoleMatrix() {
  const { t } = useTranslation('admin');
  return (
    <section aria-label={t('team.matrix.title')}>
      <Title order={2} size="h4">
        {t('team.matrix.title')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('team.matrix.text')}
      </Text>
      <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table>
          <caption className="visually-hidden">{t('team.matrix.title')}</caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('team.matrix.duty')}</Table.Th>
              {STAFF_ROLES.map((role) => (
                <Table.Th key={role} scope="col" ta="center">
                  {t(`shell.role.${role}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {DUTIES.map(({ name, roles }) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" fw={400}>
                  {t(`team.duty.${name}`)}
                </Table.Th>
                {STAFF_ROLES.map((role) => (
                  <Table.Td key={role} ta="center">
                    <May may={(roles as readonly StaffRole[]).includes(role)} />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}

function May({ may }: { may: boolean }) {
  const { t } = useTranslation('admin');
  const Icon = may ? Check : Minus;
  return (
    <>
      <Icon size={18} aria-hidden color={may ? 'var(--t-success-text)' : 'var(--t-dim)'} />
      <span className="visually-hidden">{t(may ? 'team.matrix.yes' : 'team.matrix.no')}</span>
    </>
  );
}
