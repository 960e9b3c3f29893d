import { Button, Group, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { time } from '~/shared/format.ts';
import { FormFailure, useProblemText } from '~/shared/ui/index.ts';
import { KEYS, type MyAdvisor } from '../live/queries.ts';
import { useAvailability } from './use-availability.ts';

const BREAKS = [15, 30, 60] as const;

/** What switches the advisor without a tap: the end of a short absence, and the bounds of the hours [H1]. */
export function ByItself({ advisor }: { advisor: MyAdvisor }) {
  const { t } = useTranslation('pro');
  const words = useProblemText();
  const client = useQueryClient();
  const availability = useAvailability();
  const { available, awayUntil, followsSchedule } = advisor;
  const follow = useMutation({
    mutationFn: (wanted: boolean) =>
      unwrap(api.PUT('/v1/advisors/me/availability', { body: { available, followsSchedule: wanted } })),
    onSuccess: (changed) => client.setQueryData(KEYS.advisor, changed),
  });
  if (advisor.status !== 'active') return null;
  return (
    <Stack gap="xs">
      {awayUntil !== null && (
        <Group>
          <Text>{t('home.away.back', { time: time(awayUntil) })}</Text>
          <Button size="compact-md" onClick={() => availability.set(true)} loading={availability.isPending}>
            {t('home.away.backNow')}
          </Button>
        </Group>
      )}
      {available && (
        <Group gap="xs" role="group" aria-label={t('home.away.title')}>
          <Text size="sm">{t('home.away.title')}</Text>
          {BREAKS.map((minutes) => (
            <Button
              key={minutes}
              size="compact-md"
              variant="default"
              loading={availability.isPending}
              onClick={() => availability.away(minutes)}
            >
              {t('home.away.for', { minutes })}
            </Button>
          ))}
        </Group>
      )}
      {awayUntil === null && (
        <Switch
          label={t('home.follow.label')}
          description={t('home.follow.hint')}
          checked={followsSchedule}
          disabled={follow.isPending}
          onChange={(event) => follow.mutate(event.currentTarget.checked)}
        />
      )}
      <FormFailure failure={follow.error ? words(follow.error) : null} />
    </Stack>
  );
}
