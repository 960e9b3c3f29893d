import { Button, Checkbox, Group, Stack, Switch, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { BOOKINGS_KEY, within } from '~/features/bookings/index.ts';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { DataView, FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';

type Settings = Schemas['BookingSettingsDto'];
const LENGTHS = [15, 30, 45, 60] as const;
const KEY = [...BOOKINGS_KEY, 'settings'];

interface Values extends Record<string, unknown> {
  isOn: boolean;
  lengths: string[];
  bufferMinutes: string;
  noticeMinutes: string;
  aheadDays: string;
  autoAccept: boolean;
}

const textsOf = (settings: Settings): Values => ({
  isOn: settings.isOn,
  lengths: settings.lengths.map(String),
  bufferMinutes: `${settings.bufferMinutes}`,
  noticeMinutes: `${settings.noticeMinutes}`,
  aheadDays: `${settings.aheadDays}`,
  autoAccept: settings.autoAccept,
});

const LIMITS = { bufferMinutes: [0, 60], noticeMinutes: [0, 10_080], aheadDays: [1, 90] } as const;

/** What bookings the advisor offers. */
export function SettingsForm() {
  const query = useQuery({
    queryKey: KEY,
    queryFn: () => unwrap(api.GET('/v1/advisors/me/booking-settings', {})),
  });
  return <DataView query={query}>{(settings) => <Fields settings={settings} />}</DataView>;
}

function Fields({ settings }: { settings: Settings }) {
  const { t } = useTranslation('bookings');
  const queries = useQueryClient();
  const fault =
    (name: keyof typeof LIMITS) =>
    (typed: string): string | null => {
      const [min, max] = LIMITS[name];
      return within(typed, min, max) === undefined ? t('settings.range', { min, max }) : null;
    };
  const form = useProblemForm<Values>({
    mode: 'controlled',
    initialValues: textsOf(settings),
    validate: {
      lengths: (chosen: string[]) => (chosen.length === 0 ? t('settings.noLength') : null),
      bufferMinutes: fault('bufferMinutes'),
      noticeMinutes: fault('noticeMinutes'),
      aheadDays: fault('aheadDays'),
    },
  });
  const send = form.send(async (values) => {
    const saved = await unwrap(
      api.PUT('/v1/advisors/me/booking-settings', {
        body: {
          isOn: values.isOn,
          lengths: LENGTHS.filter((length) => values.lengths.includes(String(length))),
          bufferMinutes: Number.parseInt(values.bufferMinutes, 10),
          noticeMinutes: Number.parseInt(values.noticeMinutes, 10),
          aheadDays: Number.parseInt(values.aheadDays, 10),
          autoAccept: values.autoAccept,
        },
      }),
    );
    queries.setQueryData(KEY, saved);
    announce(t('settings.saved'));
  });
  return (
    <form onSubmit={send} noValidate>
      <Stack maw="28rem">
        <Switch
          label={t('settings.isOn')}
          description={t('settings.isOnText')}
          {...form.getInputProps('isOn', { type: 'checkbox' })}
        />
        <Checkbox.Group label={t('settings.lengths')} {...form.getInputProps('lengths')}>
          <Group mt="xs">
            {LENGTHS.map((length) => (
              <Checkbox key={length} value={String(length)} label={t('minutes', { count: length })} />
            ))}
          </Group>
        </Checkbox.Group>
        <TextInput
          label={t('settings.buffer')}
          description={t('settings.bufferText')}
          inputMode="numeric"
          {...form.getInputProps('bufferMinutes')}
        />
        <TextInput
          label={t('settings.notice')}
          description={t('settings.noticeText')}
          inputMode="numeric"
          {...form.getInputProps('noticeMinutes')}
        />
        <TextInput label={t('settings.ahead')} inputMode="numeric" {...form.getInputProps('aheadDays')} />
        <Switch
          label={t('settings.autoAccept')}
          description={t('settings.autoAcceptText')}
          {...form.getInputProps('autoAccept', { type: 'checkbox' })}
        />
        <FormFailure failure={form.failure} />
        <Group>
          <Button type="submit" loading={form.isSending}>
            {t('settings.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
