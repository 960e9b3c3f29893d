import { Group, Progress, SimpleGrid, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { number } from '~/shared/format.ts';
import type { Licence } from './use-licence.ts';

const FULL = 100;
const NEARLY = 80;

/** How much of each limit is in use. */
export function LimitBars({ limits }: { limits: Licence['limits'] }) {
  const { t } = useTranslation('admin');
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
      {limits.map(({ limit, value, used }) => {
        const share = value === null || used === null ? 0 : value === 0 ? FULL : Math.min(FULL, (used / value) * FULL);
        const name = t(`licence.limit.${limit}`);
        return (
          <div key={limit}>
            <Group justify="space-between" gap="xs" mb={4}>
              <Text size="sm">{name}</Text>
              <Text size="sm" c="dimmed">
                {value === null
                  ? used === null
                    ? t('licence.noLimit')
                    : t('licence.usedFree', { used: number(used) })
                  : used === null
                    ? t('licence.upTo', { limit: number(value) })
                    : t('licence.used', { used: number(used), limit: number(value) })}
              </Text>
            </Group>
            {value !== null && used !== null && (
              <Progress
                value={share}
                color={share >= FULL ? 'danger' : share >= NEARLY ? 'warning' : 'success'}
                aria-label={name}
              />
            )}
          </div>
        );
      })}
    </SimpleGrid>
  );
}
