import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { date, money, percent } from '~/shared/format.ts';
import { editablePercent, parsePercent } from '~/shared/percent.ts';
import { ConfirmButton, DataView, FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { useStaff } from '../staff.tsx';

type Reserve = Schemas['AdvisorReserveView'];

const keyOf = (id: string) => ['advisors', id, 'reserve'];

/** What of payouts to this advisor is kept back, by their risk [J15]. */
export function AdvisorReserve({ id }: { id: string }) {
  const { t } = useTranslation('money');
  const query = useQuery({
    queryKey: keyOf(id),
    queryFn: () => unwrap(api.GET('/v1/staff/advisors/{id}/reserve', { params: { path: { id } } })),
  });
  const mayChange = useStaff().is('owner', 'finance');
  return (
    <Section title={t('reserve.title')} text={t('reserve.intro')}>
      <DataView query={query}>
        {(reserve) => (
          <Stack>
            <Text>
              {t(reserve.isOwn ? 'reserve.own' : 'reserve.ofAll', {
                share: percent(reserve.reserveBp),
                days: reserve.reserveDays,
              })}
              {reserve.reason !== null && ` ${t('reserve.because', { reason: reserve.reason })}`}
            </Text>
            {reserve.kept.length === 0 ? (
              <Text c="dimmed">{t('reserve.nothingKept')}</Text>
            ) : (
              <ul>
                {reserve.kept.map(({ amountMinor, currency, releaseAt }) => (
                  <li key={releaseAt}>
                    {t('reserve.kept', { amount: money(amountMinor, currency), date: date(releaseAt) })}
                  </li>
                ))}
              </ul>
            )}
            {mayChange && <ReserveForm key={`${reserve.isOwn}`} id={id} reserve={reserve} />}
          </Stack>
        )}
      </DataView>
    </Section>
  );
}

const wholeOf = (typed: string): number | undefined =>
  /^\s*\d{1,3}\s*$/.test(typed) ? Number.parseInt(typed, 10) : undefined;

function ReserveForm({ id, reserve }: { id: string; reserve: Reserve }) {
  const { t } = useTranslation('money');
  const queries = useQueryClient();
  const within = (value: number | undefined, min: number, max: number): boolean =>
    value !== undefined && value >= min && value <= max;
  const form = useProblemForm({
    initialValues: {
      reserveBp: editablePercent(reserve.reserveBp),
      reserveDays: `${reserve.reserveDays}`,
      reason: '',
    },
    validate: {
      reserveBp: (typed) => (within(parsePercent(typed), 0, 5_000) ? null : t('rules.wrong.reserve')),
      reserveDays: (typed) => (within(wholeOf(typed), 1, 365) ? null : t('rules.wrong.reserveDays')),
      reason: (typed) => (typed.trim() === '' ? t('reserve.reasonNeeded') : null),
    },
  });
  const shown = (saved: Reserve): void => {
    queries.setQueryData(keyOf(id), saved);
    announce(t('reserve.saved'));
  };
  const send = form.send(async ({ reserveBp, reserveDays, reason }) => {
    shown(
      await unwrap(
        api.PUT('/v1/staff/advisors/{id}/reserve', {
          params: { path: { id } },
          body: {
            reserveBp: parsePercent(reserveBp) ?? 0,
            reserveDays: wholeOf(reserveDays) ?? 1,
            reason: reason.trim(),
          },
        }),
      ),
    );
    form.setFieldValue('reason', '');
  });
  const clear = async (): Promise<void> => {
    shown(await unwrap(api.DELETE('/v1/staff/advisors/{id}/reserve', { params: { path: { id } } })));
  };
  return (
    <form onSubmit={send} noValidate>
      <Stack>
        <Group grow align="flex-start">
          <TextInput label={t('rules.reserveIn')} inputMode="decimal" {...form.getInputProps('reserveBp')} />
          <TextInput label={t('rules.reserveDays')} inputMode="numeric" {...form.getInputProps('reserveDays')} />
        </Group>
        <TextInput
          label={t('reserve.reason')}
          description={t('reserve.reasonText')}
          required
          maxLength={300}
          {...form.getInputProps('reason')}
        />
        <FormFailure failure={form.failure} />
        <Group>
          <Button type="submit" loading={form.isSending}>
            {t('reserve.set')}
          </Button>
          {reserve.isOwn && (
            <ConfirmButton
              variant="default"
              title={t('reserve.clearTitle')}
              text={t('reserve.clearText')}
              confirmLabel={t('reserve.clear')}
              onConfirm={clear}
            >
              {t('reserve.clear')}
            </ConfirmButton>
          )}
        </Group>
      </Stack>
    </form>
  );
}
