import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { money } from '~/shared/format.ts';
import type { TopUpRoom } from './wallet.ts';

/** What can be topped up now and which cap says so; nothing where only the greatest payment does. */
export function useRoomWords(): (room: TopUpRoom) => string | null {
  const { t } = useTranslation('wallet');
  return ({ cap, capMinor, possibleMinor, inFlightMinor, currency }) =>
    cap === 'single' && possibleMinor > 0
      ? null
      : [
          possibleMinor === 0 ? t('room.nothing') : t('room.upTo', { amount: money(possibleMinor, currency) }),
          t(`room.cap.${cap}`, { cap: money(capMinor, currency) }),
          ...(inFlightMinor > 0 && cap !== 'single'
            ? [t('room.inFlight', { amount: money(inFlightMinor, currency) })]
            : []),
        ].join(' ');
}

export function RoomText({ room }: { room: TopUpRoom }) {
  const words = useRoomWords()(room);
  return words === null ? null : (
    <Text size="sm" data-testid="top-up-room">
      {words}
    </Text>
  );
}
