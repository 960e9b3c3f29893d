import { Button, Group, List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { money } from '~/shared/format.ts';
import { Section } from '../parts/facts.tsx';
import type { Run } from './data.ts';

/** What a run started, and why the others were left out. */
export function RunResult({ run: { started, skipped }, onClose }: { run: Run; onClose: () => void }) {
  const { t } = useTranslation('money');
  const { t: common } = useTranslation('common');
  return (
    <Section
      title={t('run.result')}
      actions={
        <Button variant="subtle" size="compact-md" onClick={onClose}>
          {common('action.close')}
        </Button>
      }
    >
      <div>
        <Text fw={600}>{t('run.started', { count: started.length })}</Text>
        {started.length > 0 && (
          <List mt={4}>
            {started.map(({ id, name, amountMinor, currency }) => (
              <List.Item key={id}>
                <Group gap="xs">
                  <span>{name}</span>
                  <b>{money(amountMinor, currency)}</b>
                </Group>
              </List.Item>
            ))}
          </List>
        )}
      </div>
      {skipped.length > 0 && (
        <div>
          <Text fw={600}>{t('run.skipped', { count: skipped.length })}</Text>
          <List mt={4}>
            {skipped.map(({ party, name, reason }, n) => (
              // Two payees may have one name.
              <List.Item key={n}>
                {t('run.why', {
                  name: party === 'licensee' ? t('run.ofOwn', { name }) : name,
                  why: t(`skip.${reason}`),
                })}
              </List.Item>
            ))}
          </List>
        </div>
      )}
    </Section>
  );
}
