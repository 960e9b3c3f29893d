import { Group, Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import { BookingEnd, BookingState } from './booking-state.tsx';
import type { Booking } from './queries.ts';
import { StartButton } from './start-button.tsx';

interface Props {
  readonly booking: Booking;
  /** How the viewer knows the other side. */
  readonly name: string;
  /** What the viewer's side may do, beside starting the call. */
  readonly actions: ReactNode;
  readonly onCall: (callId: string) => void;
  /** Lines of the viewer's side alone. */
  readonly children: ReactNode;
}

/** One booking in a list, for either side. */
export function BookingCard({ booking, name, actions, onCall, children }: Props) {
  const { t } = useTranslation('bookings');
  const { startsAt, minutes, medium } = booking;
  return (
    <Paper component="article" aria-label={`${name}, ${dateTime(startsAt)}`} withBorder p="md">
      <Stack gap="xs">
        <Group justify="space-between">
          <div>
            <Text fw={600}>{name}</Text>
            <Text size="sm">
              {dateTime(startsAt)} · {t('minutes', { count: minutes })} · {t(`medium.${medium}`)}
            </Text>
          </div>
          <BookingState booking={booking} />
        </Group>
        {children}
        <BookingEnd booking={booking} />
        <Group>
          <StartButton booking={booking} onCall={onCall} />
          {actions}
        </Group>
      </Stack>
    </Paper>
  );
}
