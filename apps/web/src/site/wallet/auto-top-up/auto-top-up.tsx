import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dateTime, money } from '~/shared/format.ts';
import {
  DataView,
  FormFailure,
  LoadingState,
  StatusBadge,
  type Tone,
  announce,
  useProblemText,
} from '~/shared/ui/index.ts';
import { useCardName } from '../card-name.ts';
import type { Card as SavedCard } from '../wallet.ts';
import { Attempts } from './attempts.tsx';
import { MandateDialog } from './mandate-dialog.tsx';
import { type Agreed, type AutoTopUp as State, isAgreed, stop, useAutoTopUp } from './use-auto-top-up.ts';

const TONES: Record<State['status'], Tone> = { on: 'good', paused: 'busy', off: 'quiet' };

/**
 * A wallet that tops itself up: what was agreed to, how it is, what it did, and an end to it with one press [D11].
 * @param isOffered whether it can be switched on or changed; where it cannot, it is shown only to be stopped
 */
export function AutoTopUp({ cards, isOffered }: { cards: readonly SavedCard[]; isOffered: boolean }) {
  const { t } = useTranslation('site');
  const query = useAutoTopUp();
  if (!isOffered && (query.data === undefined || query.data.status === 'off')) return null;
  return (
    <Card withBorder maw="32rem" component="section" aria-labelledby="auto-top-up">
      <Title order={2} size="h4" id="auto-top-up" mb="sm">
        {t('wallet.autoTopUp.title')}
      </Title>
      <DataView query={query} loading={<LoadingState lines={1} height={96} />}>
        {(state) => (
          <Stack gap="sm">
            <Group gap="sm">
              <StatusBadge tone={TONES[state.status]}>{t(`wallet.autoTopUp.status.${state.status}`)}</StatusBadge>
              {state.reason === 'switched_off' && <Text size="sm">{t('wallet.autoTopUp.byYou')}</Text>}
            </Group>
            {isAgreed(state) && state.status !== 'off' ? (
              <Summary state={state} cards={cards} />
            ) : (
              <Text>{t('wallet.autoTopUp.intro')}</Text>
            )}
            <Acts state={state} cards={cards} isOffered={isOffered} />
            <Attempts />
          </Stack>
        )}
      </DataView>
    </Card>
  );
}

function Summary({ state, cards }: { state: Agreed; cards: readonly SavedCard[] }) {
  const { t } = useTranslation('site');
  const cardName = useCardName();
  const amount = (minor: number): string => money(minor, state.currency);
  const card = cards.find(({ id }) => id === state.cardId);
  return (
    <Stack gap={4}>
      <Text>
        {t('wallet.autoTopUp.terms', { threshold: amount(state.thresholdMinor), amount: amount(state.amountMinor) })}
      </Text>
      <Text>{card ? cardName(card) : t('wallet.autoTopUp.cardGone')}</Text>
      <Text size="sm" c="dimmed">
        {t('wallet.autoTopUp.used', { used: amount(state.usedThisMonthMinor), cap: amount(state.monthlyCapMinor) })}
      </Text>
      <Text size="sm" c="dimmed">
        {t('wallet.autoTopUp.agreedAt', { time: dateTime(state.agreedAt) })}
      </Text>
      {state.nextTryAt !== null && (
        <Text size="sm">{t('wallet.autoTopUp.nextTry', { time: dateTime(state.nextTryAt) })}</Text>
      )}
    </Stack>
  );
}

function Acts({ state, cards, isOffered }: { state: State; cards: readonly SavedCard[]; isOffered: boolean }) {
  const { t } = useTranslation('site');
  const words = useProblemText();
  const [isOpen, { open, close }] = useDisclosure(false);
  const [isStopping, setStopping] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const stopNow = (): void => {
    if (isStopping) return;
    setStopping(true);
    setFailure(null);
    stop()
      .then(() => announce(t('wallet.autoTopUp.stopped')))
      .catch((error: unknown) => setFailure(words(error)))
      .finally(() => setStopping(false));
  };
  const isOff = state.status === 'off';
  return (
    <>
      {!isOffered ? null : cards.length === 0 ? (
        <Text c="dimmed">{t('wallet.autoTopUp.noCard')}</Text>
      ) : (
        <MandateDialog
          // Another state is another proposal.
          key={`${state.agreedAt} ${state.reason} ${cards[0]?.id}`}
          isOpen={isOpen}
          onClose={close}
          state={state}
          cards={cards}
        />
      )}
      <FormFailure failure={failure} />
      <Group gap="sm">
        {isOffered && cards.length > 0 && (
          <Button variant="default" onClick={open}>
            {isOff
              ? t('wallet.autoTopUp.setUp')
              : state.status === 'on'
                ? t('wallet.autoTopUp.change')
                : t('wallet.autoTopUp.again')}
          </Button>
        )}
        {!isOff && (
          <Button variant="outline" color="danger" loading={isStopping} onClick={stopNow}>
            {t('wallet.autoTopUp.stop')}
          </Button>
        )}
      </Group>
    </>
  );
}
