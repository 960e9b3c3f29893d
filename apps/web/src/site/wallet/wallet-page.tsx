import { Alert, Card, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useBrand } from '~/shared/brand.ts';
import { money } from '~/shared/format.ts';
import { DataView, LoadingState, Page } from '~/shared/ui/index.ts';
import { AutoTopUp } from './auto-top-up/auto-top-up.tsx';
import { StoppedNotice } from './auto-top-up/stopped-notice.tsx';
import { Balances } from './balances.tsx';
import { CouponForm } from './coupon-form.tsx';
import { startedTopUpIds } from './pending-top-ups.ts';
import { Invite } from './invite.tsx';
import { PayBack } from './pay-back.tsx';
import { Refunds } from './refunds.tsx';
import { SavedCards } from './saved-cards.tsx';
import { SpendingLimits } from './spending-limits.tsx';
import { Statement } from './statement.tsx';
import { TopUpForm } from './top-up-form.tsx';
import { TopUpOutcome, UnfinishedTopUp } from './top-up-outcome.tsx';
import { LinkButton } from '../lib/links.tsx';
import { useRoomWords } from './top-up-room.tsx';
import { type Wallet, useCards, useTopUpRoom, walletQuery } from './wallet.ts';
import { useSearchOf } from '../lib/route-state.ts';
import { walletSearch } from './wallet-search.ts';

/** Why nothing can be paid in now; null when it can. */
function useClosed(wallet: Wallet | undefined): string | null {
  const { t } = useTranslation('site');
  const common = useTranslation('common').t;
  const { open, ended, switches, name } = useBrand().site;
  if (wallet?.keptBy === 'licensee') return t('topUp.elsewhere', { name });
  if (wallet?.frozenReason) return common('problem.wallet-frozen');
  if (ended) return t('notice.ended');
  if (!open) return t('notice.closed');
  return switches.topUps ? null : t('notice.topUpsOff');
}

function TopUpSection({ closed }: { closed: string | null }) {
  const { t } = useTranslation('site');
  const { need } = useSearchOf(walletSearch);
  const query = useCards();
  const room = useTopUpRoom();
  const roomWords = useRoomWords();
  return (
    <Card withBorder maw="32rem" component="section" aria-labelledby="top-up">
      <Title order={2} size="h4" id="top-up" mb="sm">
        {t('topUp.title')}
      </Title>
      {need !== undefined && <Text mb="sm">{t('topUp.need', { amount: money(Number.parseInt(need, 10)) })}</Text>}
      {closed === null ? (
        <DataView query={query} loading={<LoadingState lines={4} height={36} />}>
          {(cards) => (
            <DataView query={room} loading={<LoadingState lines={4} height={36} />}>
              {(now) =>
                now.possibleMinor > 0 ? (
                  <TopUpForm key={cards[0]?.id} cards={cards} room={now} />
                ) : (
                  <Alert variant="outline" color="warning" icon={<Lock aria-hidden />}>
                    {roomWords(now)}
                  </Alert>
                )
              }
            </DataView>
          )}
        </DataView>
      ) : (
        <Alert variant="outline" color="warning" icon={<Lock aria-hidden />}>
          {closed}
        </Alert>
      )}
    </Card>
  );
}

/** Whose stored value it is. */
function Issuer() {
  const { t } = useTranslation('wallet');
  const { data: room } = useTopUpRoom();
  return (
    room && (
      <Text size="sm" c="dimmed" data-testid="issuer">
        {t('issuer', { issuer: room.issuer })}
      </Text>
    )
  );
}

export default function WalletPage() {
  const { t } = useTranslation('site');
  const { topUp } = useSearchOf(walletSearch);
  const query = useQuery(walletQuery);
  const { data: cards } = useCards();
  const closed = useClosed(query.data);
  const isElsewhere = query.data?.keptBy === 'licensee';
  const { open, ended } = useBrand().site;
  // Where nothing can be bought any more, nothing new is offered; what runs can be stopped.
  const isOffered = open && !ended;
  return (
    <Page
      title={t('wallet.title')}
      intro={t('wallet.intro')}
      actions={
        <LinkButton to="/withdraw" variant="default">
          {t('footer.withdraw')}
        </LinkButton>
      }
    >
      <Stack gap="xl">
        {topUp !== undefined && <TopUpOutcome id={topUp} />}
        {startedTopUpIds()
          .filter((id) => id !== topUp)
          .map((id) => (
            <UnfinishedTopUp key={id} id={id} />
          ))}
        <StoppedNotice isClosed={closed !== null} />
        <DataView query={query} loading={<LoadingState lines={1} height={96} />}>
          {(wallet) => <Balances wallet={wallet} />}
        </DataView>
        <Issuer />
        <TopUpSection closed={closed} />
        {cards && !isElsewhere && <AutoTopUp cards={cards} isOffered={isOffered} />}
        {isOffered && <CouponForm />}
        <Invite isOffered={isOffered} />
        {!isElsewhere && (
          <>
            {cards && <SavedCards cards={cards} />}
            <PayBack />
            <Refunds />
          </>
        )}
        <SpendingLimits />
        <Statement />
      </Stack>
    </Page>
  );
}
