import { List } from '@mantine/core';
import { Snowflake, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ConfirmButton, announce } from '~/shared/ui/index.ts';
import { useStaff } from '../staff.tsx';
import { useFreeze } from './data.ts';
import type { Person } from './labels.ts';

/** Keeps a person out, or lets them in again. Nobody freezes themselves. */
export function FreezeButton({ person }: { person: Person }) {
  const { t } = useTranslation('admin');
  const staff = useStaff();
  const freeze = useFreeze(person.id);
  if (!staff.is('owner', 'admin') || person.status === 'closed' || person.id === staff.id) return null;
  const name = person.displayName;
  if (person.status === 'frozen')
    return (
      <ConfirmButton
        leftSection={<Sun size={16} aria-hidden />}
        title={t('people.unfreeze.title', { name })}
        text={t('people.unfreeze.text')}
        confirmLabel={t('people.unfreeze.action')}
        onConfirm={async () => {
          await freeze.mutateAsync({ frozen: false, reason: '' });
          announce(t('people.unfreeze.done', { name }));
        }}
      >
        {t('people.unfreeze.action')}
      </ConfirmButton>
    );
  return (
    <ConfirmButton
      variant="outline"
      color="danger"
      leftSection={<Snowflake size={16} aria-hidden />}
      title={t('people.freeze.title', { name })}
      text={
        <List size="sm">
          <List.Item>{t('people.freeze.effectSessions')}</List.Item>
          <List.Item>{t('people.freeze.effectMoney')}</List.Item>
          <List.Item>{t('people.freeze.effectBack')}</List.Item>
        </List>
      }
      confirmLabel={t('people.freeze.action')}
      reason={{ label: t('people.freeze.reason'), minLength: 3 }}
      onConfirm={async (reason) => {
        await freeze.mutateAsync({ frozen: true, reason });
        announce(t('people.freeze.done', { name }));
      }}
    >
      {t('people.freeze.action')}
    </ConfirmButton>
  );
}
