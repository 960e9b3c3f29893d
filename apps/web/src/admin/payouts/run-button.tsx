import { Banknote } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ConfirmButton, announce } from '~/shared/ui/index.ts';
import { type Run, useRun } from './data.ts';

export function RunButton({ onRun }: { onRun: (run: Run) => void }) {
  const { t } = useTranslation('money');
  const run = useRun();
  return (
    <ConfirmButton
      leftSection={<Banknote size={16} aria-hidden />}
      title={t('run.title')}
      text={t('run.text')}
      confirmLabel={t('run.action')}
      onConfirm={async () => {
        const result = await run();
        onRun(result);
        announce(t('run.started', { count: result.started.length }));
      }}
    >
      {t('run.action')}
    </ConfirmButton>
  );
}
