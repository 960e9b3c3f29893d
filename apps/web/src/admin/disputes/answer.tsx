import { Group, Stack, Textarea } from '@mantine/core';
import { Send } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { money } from '~/shared/format.ts';
import { ConfirmButton, announce } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { LeaveGuard } from '../shell/leave-guard.tsx';
import { type DisputeDetails, useDisputeActs } from './data.ts';

const MAX_STATEMENT = 20_000;

/** The two things that can be done, each once. */
export function Answer({ dispute: { id, amountMinor, currency } }: { dispute: DisputeDetails }) {
  const { t } = useTranslation('money');
  const [statement, setStatement] = useState('');
  const { sendEvidence, giveUp } = useDisputeActs(id);
  return (
    <Section title={t('answer.title')} text={t('answer.text')}>
      <LeaveGuard isDirty={statement.trim() !== ''} />
      <Stack>
        <Textarea
          label={t('answer.statement')}
          description={t('answer.statementText')}
          autosize
          minRows={4}
          maxRows={16}
          maxLength={MAX_STATEMENT}
          value={statement}
          onChange={({ currentTarget }) => setStatement(currentTarget.value)}
        />
        <Group justify="space-between">
          <ConfirmButton
            variant="outline"
            color="danger"
            title={t('answer.giveUpTitle')}
            text={t('answer.giveUpText', { amount: money(amountMinor, currency) })}
            confirmLabel={t('answer.giveUp')}
            onConfirm={async () => {
              await giveUp();
              announce(t('answer.givenUp'));
            }}
          >
            {t('answer.giveUp')}
          </ConfirmButton>
          <ConfirmButton
            leftSection={<Send size={16} aria-hidden />}
            title={t('answer.sendTitle')}
            text={t('answer.sendText')}
            confirmLabel={t('answer.send')}
            onConfirm={async () => {
              await sendEvidence(statement.trim());
              announce(t('answer.sent'));
            }}
          >
            {t('answer.send')}
          </ConfirmButton>
        </Group>
      </Stack>
    </Section>
  );
}
