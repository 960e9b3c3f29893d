import { Button, Card, Code, Divider, Group, Stack, Text, Title } from '@mantine/core';
import { Printer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { countryName } from '~/shared/countries.ts';
import { clock, dateTime, dateTimeExact, duration, money, percent } from '~/shared/format.ts';
import { BrandMark, DataView } from '~/shared/ui/index.ts';
import { type PricePart, type ReceiptDocument, enteredPrice, priceParts, timeSums } from './end/receipt-data.ts';
import { useAfterCall, useReceipt } from './end/use-receipt.ts';
import { type Fact, Facts } from './facts.tsx';
import classes from './receipt.module.css';

/** The receipt of a call: every second and every cent, in sums that add up (S10). */
export function Receipt({ callId }: { callId: string }) {
  const { t } = useTranslation('call');
  const query = useReceipt(callId);
  return (
    <DataView query={query}>
      {(found) =>
        found === null ? (
          <Text>{t('receipt.none')}</Text>
        ) : (
          <ReceiptSheet callId={callId} receipt={found.receipt} hash={found.hash} />
        )
      }
    </DataView>
  );
}

function useTimeFacts(receipt: ReceiptDocument): { whole: Fact[]; charged: Fact[] } {
  const { t } = useTranslation('call');
  const sums = timeSums(receipt);
  const causes: Record<string, string> = {
    network_caller: t('receipt.cause.network_caller'),
    network_advisor: t('receipt.cause.network_advisor', { name: receipt.advisor.name }),
    media_server: t('receipt.cause.media_server'),
  };
  const some = (seconds: number, label: string, sign: '+' | '−' | ''): Fact[] =>
    seconds > 0 ? [{ label, value: `${sign}${clock(seconds)}` }] : [];
  return {
    whole: [
      { label: t('receipt.start'), value: dateTimeExact(receipt.call.startedAt) },
      { label: t('receipt.end'), value: dateTimeExact(receipt.call.endedAt) },
      { label: t('receipt.whole'), value: clock(sums.wholeSeconds) },
      ...sums.pauses.map(({ seconds, cause }, index) => ({
        label: t('receipt.pause', { number: index + 1, cause: causes[cause] ?? t('receipt.cause.media_server') }),
        value: `−${clock(seconds)}`,
      })),
      ...some(sums.uncountedSeconds, t('receipt.uncounted'), '−'),
      { label: t('receipt.talk'), value: clock(receipt.connectedSeconds), strong: true },
    ],
    charged: [
      ...some(sums.freeSeconds, t('receipt.free'), '−'),
      ...some(sums.minimumSeconds, t('receipt.minimum'), '+'),
      ...some(sums.roundedSeconds, t('receipt.rounded'), '+'),
      ...some(
        sums.waivedSeconds,
        receipt.waived === 'advisor_hung_up_early'
          ? t('receipt.waived')
          : receipt.connectedSeconds < receipt.terms.freeBelowSeconds
            ? t('receipt.short', { time: duration(receipt.terms.freeBelowSeconds) })
            : t('receipt.notCharged'),
        '−',
      ),
      { label: t('receipt.billed'), value: clock(receipt.billedSeconds), strong: true },
    ],
  };
}

function ReceiptSheet({ callId, receipt, hash }: { callId: string; receipt: ReceiptDocument; hash: string }) {
  const { t } = useTranslation('call');
  const after = useAfterCall(callId, receipt);
  const times = useTimeFacts(receipt);
  const price = (minor: number): string => money(minor, receipt.currency);
  const rate = [percent(receipt.terms.taxRateBp), countryName(receipt.tax?.country ?? '')].filter(Boolean).join(', ');
  const partName = (part: PricePart): string => {
    if (part.kind === 'fee') return t('receipt.fee');
    if (part.kind === 'session')
      return t(part.isInPart ? 'receipt.sessionPart' : 'receipt.session', { time: duration(part.minutes * 60) });
    const time = clock(part.seconds);
    return part.rateMinor === null
      ? t('receipt.timeTiers', { time })
      : t('receipt.time', { time, price: price(part.rateMinor) });
  };
  const amounts: Fact[] = [
    ...priceParts(receipt).map((part) => ({ label: partName(part), value: price(part.minor) })),
    ...(receipt.sponsored
      ? [
          {
            label: t('receipt.sponsored', { time: clock(receipt.sponsored.seconds) }),
            value: t('receipt.insteadOf', { price: price(receipt.sponsored.priceMinor) }),
          },
        ]
      : []),
    ...(receipt.terms.taxOnTop
      ? [
          { label: t('receipt.net'), value: price(enteredPrice(receipt)) },
          {
            label: t('receipt.taxOnTop', { rate }),
            value: price(receipt.priceMinor - enteredPrice(receipt)),
          },
        ]
      : []),
    {
      label: t('receipt.total'),
      value: <span data-testid="receipt-total">{price(receipt.priceMinor)}</span>,
      strong: true,
    },
    ...(receipt.promoMinor > 0 ? [{ label: t('receipt.promo'), value: price(receipt.promoMinor) }] : []),
    { label: t('receipt.paid'), value: price(receipt.paidMinor) },
    ...(receipt.tax ? [{ label: t('receipt.paidNet'), value: price(receipt.tax.paidNetMinor) }] : []),
    {
      label: t('receipt.tax', { rate }),
      value: price(receipt.split.taxMinor),
    },
    ...(after.data && after.data.balanceMinor !== null
      ? [{ label: t('receipt.balance'), value: price(after.data.balanceMinor), strong: true }]
      : []),
    ...(after.data && after.data.refundedMinor > 0
      ? [{ label: t('receipt.refunded'), value: price(after.data.refundedMinor) }]
      : []),
  ];
  return (
    <Card withBorder component="section" aria-label={t('receipt.title')} className={classes['receipt']}>
      <Stack gap="md">
        <Group justify="space-between" align="flex-start">
          <div>
            <Title order={2} size="h4">
              {t('receipt.title')}
            </Title>
            <Text size="sm" c="dimmed">
              {t('receipt.number', { number: receipt.number, date: dateTime(receipt.issuedAt) })}
            </Text>
            <Text size="sm">{t('receipt.issuer', { name: receipt.licensee.name })}</Text>
            {receipt.seller && (
              <Text size="sm">
                {t('receipt.seller', { company: receipt.seller.company, number: receipt.seller.taxNumber })}
              </Text>
            )}
            <Text size="sm">{t('receipt.advisor', { name: receipt.advisor.name })}</Text>
          </div>
          <BrandMark />
        </Group>
        <Facts facts={times.whole} />
        <Divider />
        <Facts facts={times.charged} />
        <Divider />
        <Facts facts={amounts} />
        {receipt.tax?.reverseCharge && (
          <Text size="sm">
            {t('receipt.reverseCharge', {
              company: receipt.tax.reverseCharge.company,
              number: receipt.tax.reverseCharge.vatNumber,
            })}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {t('receipt.signed')} <Code>{hash.slice(0, 16)}</Code>
        </Text>
        <Group className={classes['screen']}>
          <Button variant="default" leftSection={<Printer size={18} aria-hidden />} onClick={() => print()}>
            {t('receipt.print')}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
