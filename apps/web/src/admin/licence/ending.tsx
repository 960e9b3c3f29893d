import { Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { date, money, number } from '~/shared/format.ts';
import { ConfirmButton, DataView } from '~/shared/ui/index.ts';
import { TakeAlong } from '../exports/take-along.tsx';
import { Facts, Section } from '../parts/facts.tsx';
import { useStaff } from '../staff.tsx';
import { UnreturnedMoney } from './unreturned.tsx';
import { type Licence, changed, useEnding } from './use-licence.ts';

/** The way out: on a day, with everybody's money going back first. */
export function Ending({ licence }: { licence: Licence }) {
  const { t } = useTranslation('admin');
  const { is } = useStaff();
  return (
    <Section title={t('licence.ending.title')} text={t('licence.ending.text')}>
      {licence.ending === null ? is('owner') && <Plan /> : <Progress />}
    </Section>
  );
}

function Plan() {
  const { t } = useTranslation('admin');
  const [day, setDay] = useState('');
  return (
    <Group align="flex-end">
      <TextInput
        type="date"
        label={t('licence.ending.day')}
        value={day}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <ConfirmButton
        color="danger"
        variant="outline"
        disabled={day === ''}
        title={t('licence.ending.confirmTitle')}
        text={t('licence.ending.confirmText')}
        confirmLabel={t('licence.ending.confirm')}
        reason={{ label: t('licence.ending.reason'), minLength: 3 }}
        onConfirm={async (reason) => {
          const endsAt = new Date(`${day}T00:00:00Z`).toISOString();
          await unwrap(api.POST('/v1/staff/licence/ending', { body: { endsAt, reason } }));
          await changed();
        }}
      >
        {t('licence.ending.open')}
      </ConfirmButton>
    </Group>
  );
}

function Progress() {
  const { t } = useTranslation('admin');
  const { is } = useStaff();
  const query = useEnding(true);
  return (
    <DataView query={query}>
      {(ending) =>
        ending && (
          <Stack>
            <Text fw={600}>{t(`licence.ending.stage.${ending.stage}`)}</Text>
            <Facts
              facts={[
                { label: t('licence.ending.endsAt'), value: date(ending.endsAt) },
                {
                  label: t('licence.ending.exportUntil'),
                  value: ending.exportUntil === null ? '–' : date(ending.exportUntil),
                },
                { label: t('licence.ending.left'), value: money(ending.leftMinor, ending.currency) },
                { label: t('licence.ending.refunded'), value: money(ending.refundedMinor, ending.currency) },
                { label: t('licence.ending.refundsOpen'), value: number(ending.refundsOpen) },
                { label: t('licence.ending.paidByHand'), value: money(ending.paidByHandMinor, ending.currency) },
                { label: t('licence.ending.payoutsOpen'), value: number(ending.payoutsOpen) },
                { label: t('licence.ending.unpaid'), value: money(ending.unpaidMinor, ending.currency) },
              ]}
            />
            {ending.deletionWaitsFor.length > 0 && (
              <Text size="sm">
                {t('licence.ending.waitsFor', {
                  list: ending.deletionWaitsFor.map((one) => t(`licence.ending.blocker.${one}`)).join(', '),
                })}
              </Text>
            )}
            {ending.stage !== 'planned' && <UnreturnedMoney />}
            {is('owner') && (
              <Stack gap="xs">
                <Title order={3} size="h5">
                  {t('exports.wholeTitle')}
                </Title>
                <TakeAlong />
              </Stack>
            )}
          </Stack>
        )
      }
    </DataView>
  );
}
