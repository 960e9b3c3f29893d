import { Button, Group, Radio, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { type Schemas, isProblem } from '~/shared/api/index.ts';
import { money, parseMoney } from '~/shared/format.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { useStaff } from '../staff.tsx';
import { RefundPreview } from './refund-preview.tsx';
import { type RefundWish, useRefund, useRefundPreview } from './refunds.ts';

const WAYS = ['rest', 'amount', 'minutes'] as const;
type Way = (typeof WAYS)[number];

const GOALS = ['wallet', 'card'] as const;
type Goal = (typeof GOALS)[number];

interface Values extends Record<string, unknown> {
  way: Way;
  amount: string;
  minutes: string;
  to: Goal;
  reason: string;
}

const wholeMinutes = (typed: string): number | undefined => {
  const minutes = /^\s*\d{1,4}\s*$/.test(typed) ? Number.parseInt(typed, 10) : 0;
  return minutes >= 1 && minutes <= 1440 ? minutes : undefined;
};

/** What the fields ask for, or undefined while they ask for nothing that could be. */
function wishOf({ way, amount, minutes }: Values, currency: string): RefundWish | undefined {
  if (way === 'rest') return {};
  if (way === 'minutes') {
    const count = wholeMinutes(minutes);
    return count === undefined ? undefined : { minutes: count };
  }
  const amountMinor = parseMoney(amount, currency);
  return amountMinor === undefined || amountMinor === 0 ? undefined : { amountMinor };
}

/** By amount or by minutes, to the wallet or on to the cards [K4]; shows who bears it before anything moves [L9]. */
export function RefundForm({ call, onDone }: { call: Schemas['CallView']; onDone: () => void }) {
  const staff = useStaff();
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation('common');
  const form = useProblemForm<Values>(
    {
      initialValues: { way: 'rest', amount: '', minutes: '', to: 'wallet', reason: '' },
      validate: { reason: (reason) => (reason.trim() === '' ? t('calls.refund.reasonNeeded') : null) },
    },
    { amountMinor: 'amount' },
  );
  const values = form.getValues();
  const wish = wishOf(values, call.currency);
  const preview = useRefundPreview(call.id, wish);
  const refund = useRefund(call.id);

  const above = isProblem(preview.error, 'refund-above-remainder') ? preview.error.extensions['remainderMinor'] : null;
  const aboveText =
    typeof above === 'number'
      ? above === 0
        ? t('calls.refund.nothingLeft')
        : t('calls.refund.above', { left: money(above, call.currency) })
      : null;
  const isTyped = values.way === 'amount' ? values.amount !== '' : values.way === 'minutes' && values.minutes !== '';
  const fieldError = aboveText ?? (isTyped && wish === undefined ? t(`calls.refund.invalid.${values.way}`) : null);
  const shown = preview.data;

  const send = form.send(async ({ reason, to }) => {
    if (!shown) return;
    const done = await refund({ amountMinor: shown.amountMinor, reason: reason.trim(), to });
    const message = done.toCard
      ? t('calls.refund.doneToCard', {
          card: money(done.toCard.cardMinor, done.currency),
          wallet: money(done.toCard.walletMinor, done.currency),
        })
      : t('calls.refund.done', { amount: money(done.amountMinor, done.currency) });
    notifications.show({ color: 'success', message });
    announce(message);
    onDone();
  });

  return (
    <form onSubmit={send} noValidate>
      <Stack>
        <Radio.Group label={t('calls.refund.how')} {...form.getInputProps('way')}>
          <Stack gap="xs" mt="xs">
            {WAYS.map((way) => (
              <Radio key={way} value={way} label={t(`calls.refund.way.${way}`)} />
            ))}
          </Stack>
        </Radio.Group>
        {values.way === 'amount' && (
          <TextInput
            label={t('calls.refund.amount')}
            inputMode="decimal"
            {...form.getInputProps('amount')}
            error={form.errors['amount'] ?? fieldError}
          />
        )}
        {values.way === 'minutes' && (
          <TextInput
            label={t('calls.refund.minutes')}
            description={t('calls.refund.minutesHint')}
            inputMode="numeric"
            {...form.getInputProps('minutes')}
            error={form.errors['minutes'] ?? fieldError}
          />
        )}
        <RefundPreview
          preview={preview}
          currency={call.currency}
          isAsked={wish !== undefined}
          refusal={values.way === 'rest' ? aboveText : null}
          isRefused={aboveText !== null}
        />
        {staff.is('owner', 'admin', 'finance') && (
          <Radio.Group
            label={t('calls.refund.to')}
            description={
              shown &&
              values.to === 'card' &&
              aboveText === null &&
              t('calls.refund.cardTakes', {
                card: money(shown.cardMinor, shown.currency),
                wallet: money(shown.amountMinor - shown.cardMinor, shown.currency),
              })
            }
            {...form.getInputProps('to')}
          >
            <Stack gap="xs" mt="xs">
              {GOALS.map((goal) => (
                <Radio key={goal} value={goal} label={t(`calls.refund.goal.${goal}`)} />
              ))}
            </Stack>
          </Radio.Group>
        )}
        <TextInput
          label={t('calls.refund.reason')}
          description={t('calls.refund.reasonHint')}
          required
          maxLength={300}
          {...form.getInputProps('reason')}
        />
        <FormFailure failure={form.failure} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {common('action.cancel')}
          </Button>
          <Button type="submit" loading={form.isSending} disabled={!shown || preview.isFetching || aboveText !== null}>
            {shown && aboveText === null
              ? t('calls.refund.confirm', { amount: money(shown.amountMinor, shown.currency) })
              : t('calls.refund.action')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
