import { Card, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MyAdvisor } from '../live/queries.ts';
import { CheckRow } from './check-row.tsx';
import { InstallCheck } from './install-check.tsx';
import { MicrophoneCheck } from './microphone-check.tsx';
import { PushCheck } from './push-check.tsx';
import { ScreenCheck } from './screen-check.tsx';
import { SoundCheck } from './sound-check.tsx';

/** Whether a ring would reach this person here, with proof instead of promises (A1). */
export function Readiness({ advisor }: { advisor: MyAdvisor }) {
  const { t } = useTranslation('pro');
  return (
    <Card withBorder component="section" aria-labelledby="readiness">
      <Title order={2} size="h4" id="readiness">
        {t('check.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('check.intro')}
      </Text>
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        <InstallCheck />
        <MicrophoneCheck />
        <SoundCheck />
        <ScreenCheck />
        <ReachCheck reachability={advisor.reachability} />
        <PushCheck provedDevices={advisor.reachability.provedDevices} />
      </ul>
    </Card>
  );
}

function ReachCheck({ reachability }: { reachability: MyAdvisor['reachability'] }) {
  const { t } = useTranslation('pro');
  return (
    <CheckRow
      title={t('check.reach.title')}
      state={reachability.consoleOpen ? 'good' : 'open'}
      text={t(reachability.consoleOpen ? 'check.reach.heard' : 'check.reach.notHeard')}
    />
  );
}
