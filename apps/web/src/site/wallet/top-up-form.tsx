import { Alert, Button, Checkbox, List, Radio, Stack, Text, TextInput } from '@mantine/core';
import { Gift } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { useBrand } from '~/shared/brand.ts';
import { minutesFor, money } from '~/shared/format.ts';
import { withTax } from '~/shared/tax.ts';
import { FormFailure } from '~/shared/ui/index.ts';
import { useCardName } from './card-name.ts';
import { NEW_CARD, OWN_AMOUNT, amountOf, useTopUpForm } from './use-top-up-form.ts';
import { RoomText } from './top-up-room.tsx';
import { type Card, type TopUpRoom, useBonuses, useLastCall } from './wallet.ts';

type Tier = Schemas['BonusTierView'];

/** "about 8 min with Ada": minutes at the price of the last call. */
function useMinutes(): (amountMinor: number) => string | undefined {
  const { t } = useTranslation('site');
  const { pricing } = useBrand().site;
  const { data: last } = useLastCall();
  return (amountMinor) =>
    last
      ? t('topUp.minutes', {
          count: minutesFor(amountMinor, withTax(last.ratePerMinuteMinor, last.tax), pricing.connectionFeeMinor),
          name: last.advisorName,
        })
      : undefined;
}

/** Promo credit that comes with an amount; 0 = none. */
const bonusOf = (tiers: readonly Tier[], amountMinor: number): number =>
  tiers.findLast(({ fromMinor }) => fromMinor <= amountMinor)?.bonusMinor ?? 0;

/** What comes on top, from which amount on, and the conditions. */
function Bonuses({ tiers }: { tiers: readonly Tier[] }) {
  const { t } = useTranslation('site');
  const { days, maxTimes, maxPerDay } = useBrand().site.topUp.bonuses;
  if (tiers.length === 0) return null;
  const conditions = [
    days === null ? t('topUp.bonus.forever') : t('topUp.bonus.days', { count: days }),
    ...(maxTimes === null ? [] : [t('topUp.bonus.times', { count: maxTimes })]),
    ...(maxPerDay === null ? [] : [t('topUp.bonus.perDay', { count: maxPerDay })]),
  ];
  return (
    <Alert variant="outline" color="success" icon={<Gift aria-hidden />} title={t('topUp.bonus.title')}>
      <List size="sm" spacing={2}>
        {tiers.map(({ fromMinor, bonusMinor }) => (
          <List.Item key={fromMinor}>
            {t('topUp.bonus.tier', { from: money(fromMinor), bonus: money(bonusMinor) })}
          </List.Item>
        ))}
      </List>
      <Text size="sm" c="dimmed" mt={4}>
        {conditions.join(' ')}
      </Text>
    </Alert>
  );
}

/** Amount, card, and one button that says what is charged (S5.2). */
export function TopUpForm({ cards, room }: { cards: readonly Card[]; room: TopUpRoom }) {
  const { t } = useTranslation('site');
  const wallet = useTranslation('wallet').t;
  const { minMinor } = useBrand().site.topUp;
  const bonuses = useBonuses();
  const minutes = useMinutes();
  const cardName = useCardName();
  const { form, pay, cardOf, presets, maxMinor, isBusy } = useTopUpForm(cards, room);
  const values = form.getValues();
  const card = cardOf(values);
  const amount = amountOf(values);
  const bonus = amount === undefined ? 0 : bonusOf(bonuses, amount);
  const presetText = (preset: number): string | undefined =>
    [
      ...(bonusOf(bonuses, preset) > 0 ? [t('topUp.bonus.plus', { bonus: money(bonusOf(bonuses, preset)) })] : []),
      ...(minutes(preset) === undefined ? [] : [minutes(preset)]),
    ].join(' · ') || undefined;
  return (
    <form onSubmit={pay} noValidate>
      <Stack>
        <RoomText room={room} />
        <Radio.Group label={t('topUp.amount')} {...form.getInputProps('choice')}>
          <Stack gap="xs" mt="xs">
            {presets.map((preset) => (
              <Radio key={preset} value={preset.toString()} label={money(preset)} description={presetText(preset)} />
            ))}
            <Radio value={OWN_AMOUNT} label={t('topUp.own')} />
          </Stack>
        </Radio.Group>
        {values.choice === OWN_AMOUNT && (
          <TextInput
            label={t('topUp.ownAmount')}
            description={t('topUp.range', { min: money(minMinor), max: money(maxMinor) })}
            inputMode="decimal"
            autoComplete="transaction-amount"
            required
            {...form.getInputProps('amount')}
          />
        )}
        {cards.length > 0 && (
          <Radio.Group label={t('topUp.payWith')} {...form.getInputProps('card')} value={card}>
            <Stack gap="xs" mt="xs">
              {cards.map((saved) => (
                <Radio key={saved.id} value={saved.id} label={cardName(saved)} />
              ))}
              <Radio value={NEW_CARD} label={t('topUp.newCard')} />
            </Stack>
          </Radio.Group>
        )}
        {card === NEW_CARD && (
          <>
            <Text size="sm">{t('topUp.hosted')}</Text>
            <Checkbox
              label={t('topUp.saveCard')}
              description={t('topUp.saveCardText')}
              {...form.getInputProps('saveCard', { type: 'checkbox' })}
            />
          </>
        )}
        <Bonuses tiers={bonuses} />
        {bonus > 0 && <Text size="sm">{t('topUp.bonus.now', { bonus: money(bonus) })}</Text>}
        <Text size="sm" c="dimmed">
          {t('topUp.tax')}
        </Text>
        <Text size="sm">{wallet('mandateStart')}</Text>
        <FormFailure failure={form.failure} />
        <Button type="submit" size="md" loading={isBusy}>
          {amount === undefined ? t('topUp.pay') : t('topUp.payAmount', { amount: money(amount) })}
        </Button>
      </Stack>
    </form>
  );
}
