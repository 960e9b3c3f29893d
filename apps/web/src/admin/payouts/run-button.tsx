import { Banknote } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ConfirmButton, announce } from '~/shared/ui/index.ts';
import { type Run, useRun } from './data.ts';

/** Pays out what is available: to everybody, or the licensee's own share alone. */
export function RunButton({ ofWhom = 'all', onRun }: { ofWhom?: 'all' | 'own'; onRun: (run: Run) => void }) {
  const { t } = useTranslation('money');
  const run = useRun();
  return (
    <ConfirmButton
      leftSection={<Banknote size={16} aria-hidden />}
      title={t(`run.${ofWhom}.title`)}
      text={t(`run.${ofWhom}.text`)}
      confirmLabel={t('run.confirm')}
      onConfirm={async () => {
        const result = await run(ofWhom);
        onRun(result);
        announce(t('run.started', { count: result.started.length }));
      }}
    >
      {t(`run.${ofWhom}.action`)}
    </ConfirmButton>
  );
}
