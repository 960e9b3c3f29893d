import { Button, Card, Checkbox, Group, List, Stack, Text, Textarea, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { date, dateTime, money } from '~/shared/format.ts';
import { FormFailure, announce, focusHeading, useProblemForm } from '~/shared/ui/index.ts';
import { LinkButton } from '../lib/links.tsx';
import { type Offer, type OpenPayment, type Withdrawal, confirmWithdrawal } from './data.ts';
import { Received } from './received.tsx';

interface Values extends Record<string, unknown> {
  /** Ids of payments. */
  payments: string[];
  words: string;
}

const leftOf = ({ unspentMinor, heldMinor }: OpenPayment): number => unspentMinor + heldMinor;

/** Which payments, then "confirm withdrawal"; what is unspent goes back at once. */
export function OwnWithdrawal({ offer }: { offer: Offer }) {
  const { t, i18n } = useTranslation('withdrawal');
  const [isChecking, setChecking] = useState(false);
  const [done, setDone] = useState<Withdrawal | null>(null);
  const { currency } = offer;
  /** Of those that are ticked: a call may have taken all of one since. */
  const chosenOf = (ids: readonly string[]): OpenPayment[] =>
    offer.payments.filter((one) => ids.includes(one.topUpId) && leftOf(one) > 0);
  const form = useProblemForm<Values>({
    mode: 'controlled',
    initialValues: { payments: offer.payments.filter((one) => leftOf(one) > 0).map((one) => one.topUpId), words: '' },
    validate: {
      payments: (ids, { words }) => (chosenOf(ids).length === 0 && words.trim() === '' ? t('own.nothing') : null),
    },
  });
  const { payments: ids, words } = form.values;
  const chosen = chosenOf(ids);
  const backMinor = chosen.reduce((sum, { unspentMinor }) => sum + unspentMinor, 0);
  const send = form.send(async () => {
    if (!isChecking) {
      setChecking(true);
      focusHeading();
      return;
    }
    const said = words.trim();
    const kept = await confirmWithdrawal(
      {
        payments: chosen.map(({ topUpId }) => ({ topUpId })),
        ...(said === '' ? {} : { words: said }),
        locale: i18n.language === 'de' ? 'de' : 'en',
      },
      t('own.gone'),
    );
    announce(t('own.done', { time: dateTime(kept.createdAt) }));
    setDone(kept);
    setChecking(false);
    form.setValues({ payments: [], words: '' });
  });
  if (done)
    return (
      <Received title={t('own.done', { time: dateTime(done.createdAt) })}>
        <PaymentLines
          payments={done.payments.map((one) => ({ ...one, unspentMinor: one.refundedMinor }))}
          currency={currency}
        />
        {done.words !== null && <Text>{done.words}</Text>}
        {done.amountMinor > 0 && <Text>{t('own.doneText', { amount: money(done.amountMinor, currency) })}</Text>}
        <Text>{t('own.doneMail')}</Text>
        <LinkButton to="/wallet" variant="default">
          {t('own.toWallet')}
        </LinkButton>
      </Received>
    );
  return (
    <Card withBorder maw="40rem">
      <form onSubmit={send} noValidate>
        {isChecking ? (
          <Stack>
            <Title order={2} size="h4">
              {t('own.check')}
            </Title>
            <PaymentLines payments={chosen} currency={currency} />
            {words.trim() !== '' && <Text style={{ whiteSpace: 'pre-wrap' }}>{words.trim()}</Text>}
            <Text fw={600}>{t('own.total', { amount: money(backMinor, currency) })}</Text>
            {chosen.length > 0 && (
              <Text size="sm" c="dimmed">
                {t('own.autoTopUp')}
              </Text>
            )}
            <FormFailure failure={form.failure} />
            <Group>
              {/* First, where the button of the step before was: a double click there confirms nothing. */}
              <Button variant="default" onClick={() => setChecking(false)}>
                {t('own.back')}
              </Button>
              <Button type="submit" loading={form.isSending}>
                {t('own.confirm')}
              </Button>
            </Group>
          </Stack>
        ) : (
          <Stack>
            {offer.payments.length === 0 ? (
              <Text>{t('own.none', { days: offer.days })}</Text>
            ) : (
              <Checkbox.Group label={t('own.choose')} {...form.getInputProps('payments')}>
                <Stack gap="sm" mt="xs">
                  {offer.payments.map((payment) => (
                    <Checkbox
                      key={payment.topUpId}
                      value={payment.topUpId}
                      disabled={leftOf(payment) === 0}
                      label={t('own.payment', {
                        amount: money(payment.amountMinor, currency),
                        date: date(payment.paidAt),
                      })}
                      description={<Left payment={payment} currency={currency} />}
                    />
                  ))}
                </Stack>
              </Checkbox.Group>
            )}
            <Textarea
              label={t('own.words')}
              description={t('own.wordsText')}
              autosize
              minRows={2}
              maxLength={2000}
              {...form.getInputProps('words')}
            />
            {offer.payments.length === 0 && <FormFailure failure={(form.errors['payments'] as string) ?? null} />}
            <Group>
              <Button type="submit">{t('own.next')}</Button>
            </Group>
          </Stack>
        )}
      </form>
    </Card>
  );
}

function Left({ payment, currency }: { payment: OpenPayment; currency: string }) {
  const { t } = useTranslation('withdrawal');
  const { unspentMinor, heldMinor, lastDay } = payment;
  if (leftOf(payment) === 0) return t('own.spent');
  return [
    ...(unspentMinor > 0
      ? [t('own.unspent', { amount: money(unspentMinor, currency), date: date(`${lastDay}T12:00:00Z`) })]
      : []),
    ...(heldMinor > 0 ? [t('own.held', { amount: money(heldMinor, currency) })] : []),
  ].join(' ');
}

type Line = Pick<OpenPayment, 'topUpId' | 'amountMinor' | 'paidAt' | 'unspentMinor' | 'heldMinor'>;

function PaymentLines({ payments, currency }: { payments: readonly Line[]; currency: string }) {
  const { t } = useTranslation('withdrawal');
  return (
    <List>
      {payments.map(({ topUpId, amountMinor, paidAt, unspentMinor, heldMinor }) => (
        <List.Item key={topUpId}>
          {t('past.payment', {
            amount: money(amountMinor, currency),
            date: date(paidAt),
            refunded: money(unspentMinor, currency),
          })}
          {heldMinor > 0 && (
            <Text size="sm" c="dimmed">
              {t('own.held', { amount: money(heldMinor, currency) })}
            </Text>
          )}
        </List.Item>
      ))}
    </List>
  );
}
