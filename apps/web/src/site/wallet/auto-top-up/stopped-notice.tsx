import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { money } from '~/shared/format.ts';
import { acceptedStart } from '~/shared/start-terms.ts';
import { FormFailure, useProblemText } from '~/shared/ui/index.ts';
import { TriangleAlert } from 'lucide-react';
import { rememberTopUp } from '../pending-top-ups.ts';
import { startTopUp, useLeaving } from '../start-top-up.ts';
import { type Agreed, isAgreed, useAutoTopUp } from './use-auto-top-up.ts';

/** Auto top-up stopped without a word of its owner: why, and what helps [D12]. */
export function StoppedNotice({ isClosed }: { isClosed: boolean }) {
  const { t } = useTranslation('site');
  const wallet = useTranslation('wallet').t;
  const { data: state } = useAutoTopUp();
  if (!state || !isAgreed(state) || state.reason === null || state.reason === 'switched_off') return null;
  const texts = {
    authentication_required: t('wallet.autoTopUp.why.authentication_required'),
    card_refused: t('wallet.autoTopUp.why.card_refused'),
    declined: t('wallet.autoTopUp.why.declined'),
    monthly_cap: t('wallet.autoTopUp.why.monthly_cap', { cap: money(state.monthlyCapMinor, state.currency) }),
    card_removed: t('wallet.autoTopUp.why.card_removed'),
    single_cap: wallet('capped.single_cap'),
    balance_cap: wallet('capped.balance_cap'),
    day_cap: wallet('capped.day_cap'),
    year_cap: wallet('capped.year_cap'),
  } as const;
  return (
    <Alert
      variant="outline"
      color="warning"
      icon={<TriangleAlert aria-hidden />}
      title={state.status === 'paused' ? t('wallet.autoTopUp.isPaused') : t('wallet.autoTopUp.isOff')}
      role="status"
    >
      <Stack gap="sm" align="flex-start">
        <Text>{texts[state.reason]}</Text>
        {state.reason === 'authentication_required' && !isClosed && <ConfirmPayment state={state} />}
        <Button component="a" href="#auto-top-up" variant="default">
          {t('wallet.autoTopUp.toSettings')}
        </Button>
      </Stack>
    </Alert>
  );
}

/** Leads to the payment page, where the bank asks its customer; the card is kept for what was agreed to. */
function ConfirmPayment({ state: { amountMinor, currency } }: { state: Agreed }) {
  const { t } = useTranslation('site');
  const wallet = useTranslation('wallet').t;
  const words = useProblemText();
  const [isLeaving, leaveFor] = useLeaving();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const pay = (): void => {
    if (isBusy || isLeaving) return;
    setBusy(true);
    setFailure(null);
    const accepted = acceptedStart();
    const intent = `top-up:auto:${amountMinor}:${accepted.locale}`;
    startTopUp({ amountMinor, currency, method: 'checkout', saveCard: true, acceptedStart: accepted }, intent)
      .then((topUp) => {
        rememberTopUp(topUp.id, { intent });
        if (topUp.checkoutUrl !== null) leaveFor(topUp.checkoutUrl);
      })
      .catch((error: unknown) => setFailure(words(error)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Text size="sm">{wallet('mandateStart')}</Text>
      <FormFailure failure={failure} />
      <Group>
        <Button loading={isBusy || isLeaving} onClick={pay}>
          {t('wallet.autoTopUp.confirmPay', { amount: money(amountMinor, currency) })}
        </Button>
      </Group>
    </>
  );
}
