import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { ConfirmButton, DataView, FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';

const KEY = ['test-clock'];
const HOUR = 3_600;
const STEPS = { hour: HOUR, day: 24 * HOUR } as const;
const MONTH = 30 * 24 * HOUR;

/** What time it is in test mode, and buttons that put it forward. It never goes back, so the long step asks first. */
export function TestClock() {
  const { t } = useTranslation('developers');
  const queries = useQueryClient();
  const query = useQuery({ queryKey: KEY, queryFn: () => unwrap(api.GET('/v1/test/clock')) });
  const form = useProblemForm({ initialValues: {} });
  const advance = async (seconds: number): Promise<void> => {
    const { now } = await unwrap(api.POST('/v1/test/clock/advance', { body: { seconds } }));
    announce(t('clock.moved', { now: dateTime(now) }));
    await queries.resetQueries();
  };
  return (
    <Stack>
      <DataView query={query}>
        {({ now, aheadSeconds }) => (
          <Text>{t('clock.now', { now: dateTime(now), hours: Math.round((aheadSeconds / HOUR) * 10) / 10 })}</Text>
        )}
      </DataView>
      <FormFailure failure={form.failure} />
      <Group gap="sm">
        {(['hour', 'day'] as const).map((step) => (
          <form key={step} onSubmit={form.send(() => advance(STEPS[step]))}>
            <Button type="submit" variant="default" loading={form.isSending}>
              {t(`clock.${step}`)}
            </Button>
          </form>
        ))}
        <ConfirmButton
          variant="default"
          title={t('clock.month')}
          text={t('clock.monthText')}
          confirmLabel={t('clock.month')}
          onConfirm={() => advance(MONTH)}
        >
          {t('clock.month')}
        </ConfirmButton>
      </Group>
    </Stack>
  );
}
