import { Alert, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { CircleCheck, CircleX, Info } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { money } from '~/shared/format.ts';
import { queryClient } from '~/shared/query.ts';
import { DataView, LoadingState } from '~/shared/ui/index.ts';
import { keys } from '../lib/keys.ts';
import { routeOf } from '../lib/paths.ts';
import { useFailureText } from './failure-text.ts';
import { forgetTopUpDraft, settleTopUp } from './pending-top-ups.ts';
import { type TopUp, useTopUp } from './wallet.ts';
import { LinkButton } from '../lib/links.tsx';
import { useSearchOf } from '../lib/route-state.ts';
import { walletSearch } from './wallet-search.ts';

const isClosed = ({ status }: TopUp): boolean => status === 'credited' || status === 'failed' || status === 'expired';

/** Once the outcome is known it is told, and what depends on it is read again. */
function useSettled(topUp: TopUp | undefined): void {
  const closedId = topUp !== undefined && isClosed(topUp) ? topUp.id : undefined;
  const isCredited = topUp?.status === 'credited';
  useEffect(() => {
    if (closedId === undefined) return;
    settleTopUp(closedId);
    if (isCredited) forgetTopUpDraft();
    for (const queryKey of [keys.wallet, keys.statement, keys.cards]) void queryClient.invalidateQueries({ queryKey });
  }, [closedId, isCredited]);
}

function ContinuePayment({ url }: { url: string | null }) {
  const { t } = useTranslation('site');
  if (url === null) return null;
  return (
    <Button component="a" href={url} variant="default">
      {t('topUp.continue')}
    </Button>
  );
}

interface OutcomeProps {
  readonly topUp: TopUp;
  readonly isCancelled: boolean;
  readonly goOn: ReactNode;
}

function Outcome({ topUp, isCancelled, goOn }: OutcomeProps) {
  const { t } = useTranslation('site');
  const wallet = useTranslation('wallet').t;
  const reason = useFailureText();
  const amount = money(topUp.amountMinor, topUp.currency);
  if (topUp.status === 'credited')
    return (
      <Alert
        variant="outline"
        color="success"
        icon={<CircleCheck aria-hidden />}
        title={t('topUp.credited', { amount })}
      >
        {goOn}
      </Alert>
    );
  if (topUp.status === 'failed')
    return (
      <Alert variant="outline" color="danger" icon={<CircleX aria-hidden />} title={t('topUp.notPaid', { amount })}>
        {reason(topUp.failureCode)}
      </Alert>
    );
  if (topUp.status === 'expired')
    return (
      <Alert variant="outline" color="warning" icon={<Info aria-hidden />} title={t('topUp.notPaid', { amount })}>
        {t('topUp.expired')}
      </Alert>
    );
  if (isCancelled)
    return (
      <Alert variant="outline" color="warning" icon={<Info aria-hidden />} title={t('topUp.notPaid', { amount })}>
        <Stack gap="sm" align="flex-start">
          <Text>{wallet('topUpCancelled')}</Text>
          <ContinuePayment url={topUp.checkoutUrl} />
        </Stack>
      </Alert>
    );
  return (
    <Alert
      variant="outline"
      color="brand"
      icon={<Loader size={18} aria-hidden />}
      title={t('topUp.pending', { amount })}
    >
      {t('topUp.pendingText')}
    </Alert>
  );
}

/** What became of the top-up in the address; the form below keeps what was chosen. */
export function TopUpOutcome({ id }: { id: string }) {
  const { t } = useTranslation('site');
  const common = useTranslation('common').t;
  const { next, cancelled } = useSearchOf(walletSearch);
  const navigate = useNavigate();
  const query = useTopUp(id);
  useSettled(query.data);
  return (
    <div role="status">
      <DataView query={query} loading={<LoadingState lines={1} />}>
        {(topUp) => (
          <Stack gap="xs">
            <Outcome
              topUp={topUp}
              isCancelled={cancelled === '1'}
              goOn={
                next !== undefined && (
                  <LinkButton {...routeOf(next)} mt="xs">
                    {next.startsWith('/calls/') ? t('topUp.backToCall') : common('action.next')}
                  </LinkButton>
                )
              }
            />
            {isClosed(topUp) && (
              <Group justify="flex-end">
                <Button
                  variant="subtle"
                  size="compact-sm"
                  onClick={() => void navigate({ to: '/wallet', search: { next }, replace: true, resetScroll: false })}
                >
                  {common('action.close')}
                </Button>
              </Group>
            )}
          </Stack>
        )}
      </DataView>
    </div>
  );
}

/** A payment page that was left without an answer. */
export function UnfinishedTopUp({ id }: { id: string }) {
  const { t } = useTranslation('site');
  const { data: topUp } = useTopUp(id);
  useSettled(topUp);
  if (topUp?.status !== 'open') return null;
  return (
    <Alert variant="outline" color="brand" icon={<Info aria-hidden />}>
      <Group justify="space-between">
        <Text>{t('topUp.unfinished', { amount: money(topUp.amountMinor, topUp.currency) })}</Text>
        <ContinuePayment url={topUp.checkoutUrl} />
      </Group>
    </Alert>
  );
}
