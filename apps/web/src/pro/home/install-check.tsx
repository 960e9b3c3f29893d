import { Button } from '@mantine/core';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { boot } from '~/shared/boot.ts';
import { install, useInstallState } from '../device/install.ts';
import { CheckRow } from './check-row.tsx';
import { IosSteps } from './ios-steps.tsx';

/** On the home screen: a window of its own, found and opened like an app (A1.1). */
export function InstallCheck() {
  const { t } = useTranslation('pro');
  const state = useInstallState();
  const name = boot.site.shortName;
  if (state === 'installed')
    return <CheckRow title={t('check.install.title')} state="good" text={t('check.install.done')} />;
  if (state === 'ios') return <CheckRow title={t('check.install.title')} state="open" text={<IosSteps />} />;
  return (
    <CheckRow
      title={t('check.install.title')}
      state="open"
      text={t(state === 'ready' ? 'check.install.why' : 'check.install.manual', { name })}
    >
      {state === 'ready' && (
        <Button variant="default" leftSection={<Download size={16} aria-hidden />} onClick={() => void install()}>
          {t('check.install.button')}
        </Button>
      )}
    </CheckRow>
  );
}
