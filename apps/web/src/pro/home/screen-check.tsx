import { Button } from '@mantine/core';
import { Sun } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWakeLockState, wakeLock } from '../device/wake-lock.ts';
import { CheckRow } from './check-row.tsx';

/** A phone that locks itself stops listening. */
export function ScreenCheck() {
  const { t } = useTranslation('pro');
  const state = useWakeLockState();
  const [wasTried, setTried] = useState(false);
  if (state === 'unsupported')
    return <CheckRow title={t('check.screen.title')} state="none" text={t('check.screen.unsupported')} />;
  if (state === 'held') return <CheckRow title={t('check.screen.title')} state="good" text={t('check.screen.held')} />;
  const works = state === 'released' && wasTried;
  return (
    <CheckRow
      title={t('check.screen.title')}
      state={works ? 'good' : state === 'refused' ? 'bad' : 'open'}
      text={t(works ? 'check.screen.works' : state === 'refused' ? 'check.screen.refused' : 'check.screen.why')}
    >
      {!works && (
        <Button
          variant="default"
          leftSection={<Sun size={16} aria-hidden />}
          onClick={() => void wakeLock.probe().then(() => setTried(true))}
        >
          {t('check.screen.test')}
        </Button>
      )}
    </CheckRow>
  );
}
