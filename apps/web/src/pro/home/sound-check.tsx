import { Button } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { Volume2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { date } from '~/shared/format.ts';
import { playTestTone } from '../device/test-tone.ts';
import { CheckRow } from './check-row.tsx';

/** Only ears can tell whether a tone was heard: the person says so, and when. */
export function SoundCheck() {
  const { t } = useTranslation('pro');
  const [heardAt, setHeardAt] = useLocalStorage<string | null>({ key: 'sound-heard-at', defaultValue: null });
  const test = useMutation({ mutationFn: playTestTone });
  const confirm = (): void => {
    setHeardAt(new Date().toISOString());
    test.reset();
  };
  const play = (
    <Button
      variant="default"
      leftSection={<Volume2 size={16} aria-hidden />}
      loading={test.isPending}
      onClick={() => test.mutate()}
    >
      {t('check.sound.play')}
    </Button>
  );

  if (test.isError)
    return (
      <CheckRow title={t('check.sound.title')} state="bad" text={t('check.sound.failed')}>
        {play}
      </CheckRow>
    );
  if (test.isSuccess)
    return (
      <CheckRow title={t('check.sound.title')} state="open" text={t('check.sound.question')}>
        <Button onClick={confirm}>{t('check.sound.yes')}</Button>
        {play}
      </CheckRow>
    );
  return (
    <CheckRow
      title={t('check.sound.title')}
      state={heardAt === null ? 'open' : 'good'}
      text={heardAt === null ? t('check.sound.why') : t('check.sound.heard', { date: date(heardAt) })}
    >
      {play}
    </CheckRow>
  );
}
