import { Alert, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { announce } from '~/shared/ui/index.ts';
import { type Mode, setMode, useMode } from './mode.ts';

/** Whose data the page shows: the real business, or test mode [N13]. */
export function ModeSwitch() {
  const { t } = useTranslation('admin');
  const mode = useMode();
  const queries = useQueryClient();
  const choose = async (next: Mode): Promise<void> => {
    setMode(next);
    announce(t(`mode.${next}Now`));
    await queries.resetQueries();
  };
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <Text fw={600} id="mode-switch">
          {t('mode.label')}
        </Text>
        <SegmentedControl
          aria-labelledby="mode-switch"
          value={mode}
          onChange={(next) => void choose(next as Mode)}
          data={[
            { value: 'live', label: t('mode.live') },
            { value: 'test', label: t('mode.test') },
          ]}
        />
      </Group>
      <TestModeMark />
    </Stack>
  );
}

/** In words and colour, wherever test data is shown. */
export function TestModeMark() {
  const { t } = useTranslation('admin');
  if (useMode() === 'live') return null;
  return (
    <Alert variant="outline" color="warning" icon={<FlaskConical aria-hidden />} title={t('mode.mark')} maw="60rem">
      {t('mode.text')}
    </Alert>
  );
}
