import { Group, List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ConfirmButton } from '~/shared/ui/index.ts';
import { notify } from '../ui/notify.ts';
import { Section } from '../ui/section.tsx';
import { type LicenseeDetails, resume, suspend } from './use-licensee.ts';

const MIN_REASON = 3;

export function Suspension({ licensee: { id, name, status, usage } }: { licensee: LicenseeDetails }) {
  const { t } = useTranslation('ops');
  const isSuspended = status === 'suspended';
  const reason = { label: t('reason.label'), minLength: MIN_REASON };
  return (
    <Section title={t('suspension.title')} intro={isSuspended ? t('suspension.isSuspended') : t('suspension.isActive')}>
      <Group>
        {isSuspended ? (
          <ConfirmButton
            title={t('suspension.resumeTitle', { name })}
            text={t('suspension.resumeText')}
            confirmLabel={t('suspension.resume')}
            reason={reason}
            onConfirm={async (why) => {
              await resume(id, why);
              notify(t('suspension.resumed', { name }));
            }}
          >
            {t('suspension.resumeOpen')}
          </ConfirmButton>
        ) : (
          <ConfirmButton
            color="danger"
            title={t('suspension.suspendTitle', { name })}
            text={<Effects liveCalls={usage.liveCalls} />}
            confirmLabel={t('suspension.suspend')}
            reason={reason}
            onConfirm={async (why) => {
              await suspend(id, why);
              notify(t('suspension.suspended', { name }));
            }}
          >
            {t('suspension.suspendOpen')}
          </ConfirmButton>
        )}
      </Group>
    </Section>
  );
}

function Effects({ liveCalls }: { liveCalls: number }) {
  const { t } = useTranslation('ops');
  return (
    <>
      <Text fw={600} mb="xs">
        {t('suspension.effects')}
      </Text>
      <List spacing="xs">
        <List.Item>{t('suspension.effectNew')}</List.Item>
        <List.Item>{t('suspension.effectRunning', { count: liveCalls })}</List.Item>
        <List.Item>{t('suspension.effectMoney')}</List.Item>
        <List.Item>{t('suspension.effectLog')}</List.Item>
      </List>
    </>
  );
}
