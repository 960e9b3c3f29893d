import { Anchor, Button, Card, Chip, CloseButton, Group, Stack, Text, Title } from '@mantine/core';
import { CreditCard, ExternalLink } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { boot } from '~/shared/boot.ts';
import { duration, money } from '~/shared/format.ts';
import { withTax } from '~/shared/tax.ts';
import { FormFailure, LoadingState, announce } from '~/shared/ui/index.ts';
import type { Call } from '../model.ts';
import { useCallTopUp, useCards, useTopUpRoom } from './use-call-top-up.ts';

interface TopUpSheetProps {
  readonly call: Call;
  readonly remaining: number | null;
  /** It opened by itself because the money ends. */
  readonly isWarning: boolean;
  /** Why auto top-up stopped during this call; null = it did not. */
  readonly autoTopUpStopped: string | null;
  readonly onClose: () => void;
}

/** Money for the running call. It stands in the page above the controls, so it can never cover them (S9.1). */
export function TopUpSheet({ call, remaining, isWarning, autoTopUpStopped, onClose }: TopUpSheetProps) {
  const { t } = useTranslation(['call', 'common']);
  const cards = useCards();
  const room = useTopUpRoom();
  const possible = room.data?.possibleMinor ?? boot.site.topUp.maxMinor;
  const presetsMinor = boot.site.topUp.presetsMinor.filter((preset) => preset <= possible);
  const topUp = useCallTopUp(call.id);
  const [chosen, setAmount] = useState<number>();
  // What was chosen may have become too much meanwhile.
  const amount = chosen !== undefined && chosen <= possible ? chosen : (presetsMinor[0] ?? boot.site.topUp.minMinor);
  const card = cards.data?.data[0];
  const isCredited = topUp.topUp?.status === 'credited';
  const isOpen = topUp.topUp?.status === 'open';
  useEffect(() => {
    if (isCredited) announce(t('call:topUp.credited'));
  }, [isCredited, t]);

  return (
    <Card withBorder component="section" aria-label={t('call:topUp.title')} data-testid="top-up-sheet">
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Title order={2} size="h4">
            {isWarning ? t('call:topUp.lowTitle') : t('call:topUp.title')}
          </Title>
          <CloseButton size="lg" aria-label={t('common:action.close')} onClick={onClose} />
        </Group>
        {remaining !== null && <Text>{t('call:topUp.left', { time: duration(remaining) })}</Text>}
        {autoTopUpStopped !== null && !isCredited && (
          <Text role="status">
            {autoTopUpStopped === 'authentication_required' ? t('call:topUp.autoAsks') : t('call:topUp.autoStopped')}
          </Text>
        )}
        {isCredited ? (
          <Stack gap="sm" align="flex-start">
            <Text fw={600} role="status">
              {t('call:topUp.credited')}
            </Text>
            <Button variant="default" onClick={topUp.reset}>
              {t('call:topUp.more')}
            </Button>
          </Stack>
        ) : cards.isPending || room.isPending ? (
          <LoadingState lines={1} />
        ) : possible === 0 ? (
          <Text role="status">{t('call:topUp.nothing')}</Text>
        ) : (
          <Stack gap="sm">
            <Chip.Group value={String(amount)} onChange={(value) => setAmount(Number.parseInt(value as string, 10))}>
              <Group gap="xs" role="group" aria-label={t('call:topUp.amount')}>
                {presetsMinor.map((preset) => (
                  <Chip key={preset} value={String(preset)} size="md" variant="outline">
                    {money(preset, call.currency)}
                  </Chip>
                ))}
              </Group>
            </Chip.Group>
            <Text size="sm" c="dimmed">
              {t('call:topUp.buys', { count: Math.floor(amount / withTax(call.ratePerMinuteMinor, call.tax)) })}
            </Text>
            {possible < boot.site.topUp.maxMinor && (
              <Text size="sm">{t('call:topUp.tooMuch', { amount: money(possible, call.currency) })}</Text>
            )}
            <Text size="sm">{t('call:topUp.mandateStart')}</Text>
            <FormFailure failure={topUp.failure} />
            {isOpen && (
              <Text role="status">
                {t('call:topUp.otherTab')}{' '}
                {topUp.blockedUrl !== null && (
                  <Anchor href={topUp.blockedUrl} target="_blank" rel="noopener">
                    {t('call:topUp.openPage')}
                  </Anchor>
                )}
              </Text>
            )}
            <Group gap="sm">
              {card && (
                <Button
                  size="md"
                  loading={topUp.isBusy}
                  leftSection={<CreditCard size={18} aria-hidden />}
                  onClick={() => void topUp.pay(amount, card.id)}
                >
                  {t('call:topUp.payCard', { amount: money(amount, call.currency), last4: card.last4 })}
                </Button>
              )}
              <Button
                size="md"
                variant={card ? 'default' : 'filled'}
                disabled={topUp.isBusy}
                leftSection={<ExternalLink size={18} aria-hidden />}
                onClick={() => void topUp.pay(amount, null)}
              >
                {card ? t('call:topUp.payOther') : t('call:topUp.payPage', { amount: money(amount, call.currency) })}
              </Button>
            </Group>
            <Text size="sm" c="dimmed">
              {t('call:topUp.goesOn')}
            </Text>
          </Stack>
        )}
      </Stack>
    </Card>
  );
}
