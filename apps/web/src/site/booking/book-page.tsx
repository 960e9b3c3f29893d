import { Grid, NativeSelect, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataView, EmptyState, Page } from '~/shared/ui/index.ts';
import { type Advisor, advisorQuery } from '../directory/advisors.ts';
import { LinkAnchor } from '../lib/links.tsx';
import { useParam } from '../lib/route-state.ts';
import { Agreement } from './agreement.tsx';
import { SlotPicker } from './slot-picker.tsx';
import { type Medium, type Minutes, type Slot, useOffer } from './slots.ts';

/** From a free slot to a booking [H3]. */
export default function BookPage() {
  const { t } = useTranslation('bookings');
  const id = useParam('id');
  const advisor = useQuery(advisorQuery(id));
  const name = advisor.data?.displayName;
  return (
    <Page
      title={name === undefined ? t('book.loading') : t('book.title', { name })}
      intro={t('book.intro')}
      actions={
        <LinkAnchor to="/advisors/$id" params={{ id }}>
          {t('book.back')}
        </LinkAnchor>
      }
    >
      <DataView query={advisor}>{(found) => <Booking advisor={found} />}</DataView>
    </Page>
  );
}

function Booking({ advisor }: { advisor: Advisor }) {
  const { t } = useTranslation('bookings');
  const offer = useOffer(advisor.id);
  const media = (['voice', 'video'] as const).filter((medium) => advisor.prices[medium] !== null);
  const [medium, setMedium] = useState<Medium>(media[0] ?? 'voice');
  const [length, setLength] = useState<Minutes | null>(null);
  const [slot, setSlot] = useState<Slot | null>(null);
  return (
    <DataView
      query={offer}
      isEmpty={({ isOn }) => !isOn || media.length === 0}
      empty={<EmptyState title={t('book.off')} text={t('book.offText')} />}
    >
      {({ lengths, aheadDays }) => {
        const minutes = length ?? (String(lengths[0]) as Minutes);
        return (
          <Grid gap="xl">
            <Grid.Col span={{ base: 12, md: 7 }}>
              <Stack>
                {media.length > 1 && (
                  <NativeSelect
                    label={t('book.medium')}
                    value={medium}
                    onChange={(event) => setMedium(event.currentTarget.value as Medium)}
                    data={media.map((value) => ({ value, label: t(`medium.${value}`) }))}
                    maw="16rem"
                  />
                )}
                <SlotPicker
                  advisorId={advisor.id}
                  lengths={lengths}
                  aheadDays={aheadDays}
                  minutes={minutes}
                  onMinutes={(chosen) => {
                    setLength(chosen);
                    setSlot(null);
                  }}
                  chosen={slot}
                  onChoose={setSlot}
                />
              </Stack>
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 5 }}>
              {slot && <Agreement wish={{ advisorId: advisor.id, medium, minutes, startsAt: slot.startsAt }} />}
            </Grid.Col>
          </Grid>
        );
      }}
    </DataView>
  );
}
