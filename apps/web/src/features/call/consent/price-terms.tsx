import { Alert, Stack } from '@mantine/core';
import { Clock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { countryName } from '~/shared/countries.ts';
import { duration, money, percent } from '~/shared/format.ts';
import { withTax } from '~/shared/tax.ts';
import { type Fact, Facts } from '../facts.tsx';
import type { Quote } from '../model.ts';
import type { CallWish } from './use-quote.ts';

/** The price of a minute that begins then. */
export const rateAfter = (
  { ratePerMinuteMinor, tiers }: Pick<Quote, 'ratePerMinuteMinor' | 'tiers'>,
  minutes: number,
): number => tiers.findLast(({ afterMinutes }) => afterMinutes <= minutes)?.ratePerMinuteMinor ?? ratePerMinuteMinor;

/** The most that the call can cost: the balance, or the person's own limit when that is less. */
export function mostMinor(quote: Quote, wish: CallWish): number {
  if (quote.session && !quote.session.thenPerMinute) return withTax(quote.session.priceMinor, quote.tax);
  // A later minute may cost more than the first.
  const dearest = Math.max(
    quote.ratePerMinuteMinor,
    ...quote.tiers.map(({ ratePerMinuteMinor }) => ratePerMinuteMinor),
  );
  const byMinutes =
    wish.maxMinutes === undefined
      ? Infinity
      : quote.session
        ? quote.session.priceMinor + dearest * (wish.maxMinutes - quote.session.minutes)
        : dearest * wish.maxMinutes + quote.connectionFeeMinor;
  return Math.min(
    quote.availableMinor,
    quote.mostMinor,
    wish.maxSpendMinor ?? Infinity,
    byMinutes === Infinity ? Infinity : withTax(byMinutes, quote.tax),
  );
}

/** "20 % (France)", where the caller's country decides. */
const taxRate = ({ taxRateBp, tax }: Quote): string => {
  const country = tax.place === 'customer' ? countryName(tax.country ?? '') : undefined;
  return country === undefined ? percent(taxRateBp) : `${percent(taxRateBp)} (${country})`;
};

/** Everything that the price depends on, in words (S6.6). */
export function PriceTerms({ quote, wish }: { quote: Quote; wish: CallWish }) {
  const { t } = useTranslation('call');
  const price = (minor: number): string => money(minor, quote.currency);
  const rounding: Record<string, string> = {
    up: t('consent.rounding.up'),
    down: t('consent.rounding.down'),
    half_up: t('consent.rounding.half_up'),
  };
  const step =
    quote.incrementSeconds === 1
      ? t('consent.billing.second')
      : quote.incrementSeconds === 60
        ? t('consent.billing.minute')
        : t('consent.billing.step', { step: duration(quote.incrementSeconds) });
  const { session, freePer } = quote;
  const freeWhy: Record<string, string> = {
    call: t('consent.freeWhy.call'),
    pair: t('consent.freeWhy.pair'),
    user: t('consent.freeWhy.user'),
  };
  const facts: Fact[] = [
    session
      ? {
          label: t('consent.price'),
          value: t('consent.session', { price: price(session.priceMinor), time: duration(session.minutes * 60) }),
          strong: true,
        }
      : {
          label: t('consent.price'),
          value: t('consent.perMinute', { price: price(quote.ratePerMinuteMinor) }),
          strong: true,
        },
    ...(session
      ? [
          {
            label: t('consent.afterwards'),
            value: session.thenPerMinute
              ? t('consent.perMinute', { price: price(rateAfter(quote, session.minutes)) })
              : t('consent.endsThen'),
          },
          { label: t('consent.leave.label'), value: t('consent.leave.text') },
        ]
      : []),
    ...(session && !session.thenPerMinute
      ? []
      : quote.tiers
          .filter(({ afterMinutes }) => afterMinutes > (session?.minutes ?? 0))
          .map(({ afterMinutes, ratePerMinuteMinor }) => ({
            label: t('consent.tier', { time: duration(afterMinutes * 60) }),
            value: t('consent.perMinute', { price: price(ratePerMinuteMinor) }),
          }))),
    ...(quote.rateAdjustBp === 0
      ? []
      : [
          {
            label: t('consent.hour'),
            value: t(quote.rateAdjustBp > 0 ? 'consent.surcharge' : 'consent.discount', {
              rate: percent(Math.abs(quote.rateAdjustBp)),
            }),
          },
        ]),
    ...(quote.taxRateBp > 0
      ? [
          {
            label: t('consent.tax'),
            value: t(quote.tax.display === 'exclusive' ? 'consent.taxOnTop' : 'consent.taxIncluded', {
              rate: taxRate(quote),
            }),
            strong: quote.tax.display === 'exclusive',
          },
        ]
      : quote.tax.place === 'customer'
        ? [
            {
              label: t('consent.tax'),
              value: t('consent.taxNone', { country: countryName(quote.tax.country ?? '') ?? '' }),
            },
          ]
        : []),
    ...(quote.connectionFeeMinor > 0 && !session
      ? [{ label: t('consent.fee'), value: price(quote.connectionFeeMinor) }]
      : []),
    ...(session && !session.thenPerMinute
      ? []
      : [
          { label: t('consent.billing.label'), value: step },
          { label: t('consent.rounding.label'), value: rounding[quote.rounding] ?? quote.rounding },
        ]),
    ...(session
      ? []
      : [
          {
            label: t('consent.free'),
            value:
              quote.freeSeconds > 0
                ? t('consent.freeSeconds', {
                    time: duration(quote.freeSeconds),
                    why: freePer === null ? '' : (freeWhy[freePer] ?? ''),
                  })
                : t('consent.noFree'),
            strong: quote.freeSeconds > 0,
          },
        ]),
    ...(quote.freeBelowSeconds > 0
      ? [{ label: t('consent.short'), value: t('consent.shortFree', { time: duration(quote.freeBelowSeconds) }) }]
      : []),
    ...(session
      ? []
      : [
          {
            label: t('consent.minimum'),
            value: quote.minimumSeconds > 0 ? duration(quote.minimumSeconds) : t('consent.noMinimum'),
          },
        ]),
    { label: t('consent.hold'), value: price(quote.holdMinor) },
    { label: t('consent.balance'), value: price(quote.availableMinor) },
    ...(quote.sufficient
      ? [
          {
            label: t('consent.most'),
            value: t('consent.mostValue', {
              price: price(mostMinor(quote, wish)),
              time: duration(quote.affordableMinutes > 0 ? quote.affordableMinutes * 60 : quote.affordableSeconds),
            }),
            strong: true,
          },
        ]
      : []),
  ];
  return (
    <Stack gap="md">
      <Facts facts={facts} />
      <Alert variant="outline" color="brand" icon={<Clock aria-hidden />} title={t('consent.start.title')}>
        {t('consent.start.text')}
      </Alert>
    </Stack>
  );
}
