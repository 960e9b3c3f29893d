import { Button, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataView, EmptyState } from '~/shared/ui/index.ts';
import { visitorZone } from '../lib/time.ts';
import { type Minutes, type Slot, byDay, useSlots } from './slots.ts';

interface SlotPickerProps {
  readonly advisorId: string;
  readonly lengths: readonly number[];
  readonly aheadDays: number;
  readonly minutes: Minutes;
  readonly onMinutes: (minutes: Minutes) => void;
  readonly chosen: Slot | null;
  readonly onChoose: (slot: Slot) => void;
}

/** Free slots, week by week, in the zone of who books [H3]. */
export function SlotPicker({ advisorId, lengths, aheadDays, minutes, onMinutes, chosen, onChoose }: SlotPickerProps) {
  const { t } = useTranslation('bookings');
  const [week, setWeek] = useState(0);
  const slots = useSlots(advisorId, minutes, week);
  const lastWeek = Math.floor(aheadDays / 7);
  return (
    <Stack>
      <Group align="flex-end" justify="space-between">
        <NativeSelect
          label={t('book.length')}
          value={minutes}
          onChange={(event) => onMinutes(event.currentTarget.value as Minutes)}
          data={lengths.map((length) => ({ value: String(length), label: t('minutes', { count: length }) }))}
        />
        <Group gap="xs">
          <Button variant="default" disabled={week === 0} onClick={() => setWeek(week - 1)}>
            {t('book.earlier')}
          </Button>
          <Button variant="default" disabled={week >= lastWeek} onClick={() => setWeek(week + 1)}>
            {t('book.later')}
          </Button>
        </Group>
      </Group>
      <Text size="sm" c="dimmed">
        {t('book.zone', { zone: visitorZone() })}
      </Text>
      <DataView
        query={slots}
        isEmpty={(found) => found.length === 0}
        empty={<EmptyState title={t('book.none')} text={t('book.noneText')} />}
      >
        {(found) => (
          <Stack>
            {byDay(found).map(([day, ofDay]) => (
              <section key={day} aria-label={day}>
                <Title order={2} size="h5" mb="xs">
                  {day}
                </Title>
                <Group gap="xs">
                  {ofDay.map(({ slot, at }) => (
                    <Button
                      key={slot.startsAt}
                      size="compact-md"
                      variant={slot.startsAt === chosen?.startsAt ? 'filled' : 'default'}
                      aria-pressed={slot.startsAt === chosen?.startsAt}
                      onClick={() => onChoose(slot)}
                    >
                      {at}
                    </Button>
                  ))}
                </Group>
              </section>
            ))}
          </Stack>
        )}
      </DataView>
    </Stack>
  );
}
