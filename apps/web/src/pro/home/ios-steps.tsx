import { Group, SimpleGrid, Stack, Text, ThemeIcon } from '@mantine/core';
import { type LucideIcon, Share, SmartphoneCharging, SquarePlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';

const STEPS = [
  { icon: Share, key: 'check.install.ios1' },
  { icon: SquarePlus, key: 'check.install.ios2' },
  { icon: SmartphoneCharging, key: 'check.install.ios3' },
] as const satisfies readonly { icon: LucideIcon; key: string }[];

/** An iPhone never asks by itself: the three taps, with the signs that they are on. */
export function IosSteps() {
  const { t } = useTranslation('pro');
  return (
    <Stack gap="xs">
      <Text size="sm">{t('check.install.iosWhy')}</Text>
      <SimpleGrid component="ol" cols={{ base: 1, sm: 3 }} style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {STEPS.map(({ icon: Icon, key }) => (
          <Group component="li" key={key} wrap="nowrap">
            <ThemeIcon variant="light" size="xl" aria-hidden>
              <Icon />
            </ThemeIcon>
            <Text size="sm">{t(key)}</Text>
          </Group>
        ))}
      </SimpleGrid>
    </Stack>
  );
}
