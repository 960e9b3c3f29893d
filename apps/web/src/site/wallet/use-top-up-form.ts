import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type ApiProblem, isProblem } from '~/shared/api/index.ts';
import { boot } from '~/shared/boot.ts';
import { currentSite } from '~/shared/brand.ts';
import { money, parseMoney } from '~/shared/format.ts';
import { inWords } from '~/shared/in-words.ts';
import { queryClient } from '~/shared/query.ts';
import { acceptedStart } from '~/shared/start-terms.ts';
import { useProblemForm } from '~/shared/ui/index.ts';
import { keys } from '../lib/keys.ts';
import { keepTopUpDraft, rememberTopUp, settleTopUp, topUpDraft } from './pending-top-ups.ts';
import { startTopUp, useLeaving } from './start-top-up.ts';
import type { Card, TopUpRoom } from './wallet.ts';
import { useSearchOf } from '../lib/route-state.ts';
import { walletSearch } from './wallet-search.ts';

/** Value of the choice "another amount". */
export const OWN_AMOUNT = 'own';
/** Value of the choice "another card": the hosted payment page. */
export const NEW_CARD = 'new';

export interface TopUpForm extends Record<string, unknown> {
  /** Minor units of a preset, or {@link OWN_AMOUNT}. */
  choice: string;
  amount: string;
  /** Id of a saved card, or {@link NEW_CARD}. */
  card: string;
  saveCard: boolean;
}

/** The smallest preset that covers what is needed; else the second one, which is the middle. */
function firstChoice(need: number, presetsMinor: readonly number[]): string {
  const preset = need > 0 ? presetsMinor.find((amount) => amount >= need) : (presetsMinor[1] ?? presetsMinor[0]);
  return preset?.toString() ?? OWN_AMOUNT;
}

export const amountOf = ({ choice, amount }: TopUpForm): number | undefined =>
  choice === OWN_AMOUNT ? parseMoney(amount) : Number.parseInt(choice, 10);

/** The amounts on buttons that can be topped up now. */
export const possiblePresets = ({ possibleMinor }: TopUpRoom): number[] =>
  currentSite().topUp.presetsMinor.filter((preset) => preset <= possibleMinor);

export function useTopUpForm(cards: readonly Card[], room: TopUpRoom) {
  const { t } = useTranslation('site');
  const wallet = useTranslation('wallet').t;
  const navigate = useNavigate();
  const { next, need } = useSearchOf(walletSearch);
  const [isLeaving, leaveFor] = useLeaving();
  const { minMinor } = currentSite().topUp;
  const maxMinor = Math.min(currentSite().topUp.maxMinor, room.possibleMinor);
  const presets = possiblePresets(room);
  const draft = topUpDraft();
  const range = (): string => t('topUp.range', { min: money(minMinor), max: money(maxMinor) });
  const form = useProblemForm<TopUpForm>(
    {
      initialValues: {
        choice: firstChoice(Number.parseInt(need ?? '0', 10), presets),
        amount: '',
        card: cards[0]?.id ?? NEW_CARD,
        saveCard: false,
        ...draft,
      },
      validate: {
        amount: (_, values) => {
          const amount = amountOf(values);
          if (amount === undefined) return t('topUp.notAnAmount');
          return amount < minMinor || amount > maxMinor ? range() : null;
        },
      },
      onValuesChange: keepTopUpDraft,
    },
    { amountMinor: 'amount' },
  );

  /** A card that was removed meanwhile is no choice any more. */
  const cardOf = ({ card }: TopUpForm): string => (cards.some(({ id }) => id === card) ? card : NEW_CARD);

  /** What a cap says that was reached meanwhile. */
  const capText = ({ extensions }: ApiProblem): string | undefined => {
    const { cap, capMinor, possibleMinor } = extensions as Partial<TopUpRoom>;
    if (cap === undefined || capMinor === undefined || possibleMinor === undefined) return undefined;
    const possible =
      possibleMinor < minMinor ? wallet('room.nothing') : wallet('room.upTo', { amount: money(possibleMinor) });
    return `${wallet(`room.cap.${cap}`, { cap: money(capMinor) })} ${possible}`;
  };

  const refuse = (error: unknown): never => {
    if (isProblem(error, 'top-up-out-of-range')) {
      const text = capText(error) ?? range();
      void queryClient.invalidateQueries({ queryKey: [...keys.topUps, 'room'] });
      form.setFieldValue('choice', OWN_AMOUNT);
      throw inWords(error, text, 'amount');
    }
    throw error;
  };

  const pay = form.send(async (values) => {
    const amountMinor = amountOf(values)!;
    const card = cardOf(values);
    const isNew = card === NEW_CARD;
    const accepted = acceptedStart();
    const intent = ['top-up', card, isNew && values.saveCard ? 'save' : '', amountMinor, accepted.locale].join(':');
    const method = isNew
      ? ({ method: 'checkout', saveCard: values.saveCard } as const)
      : ({ method: 'saved_card', cardId: card } as const);
    const topUp = await startTopUp(
      { amountMinor, currency: boot.site.currency, ...method, acceptedStart: accepted },
      intent,
    ).catch(refuse);
    rememberTopUp(topUp.id, { intent, next });
    if (topUp.status === 'failed') settleTopUp(topUp.id);
    if (topUp.checkoutUrl !== null) return leaveFor(topUp.checkoutUrl);
    queryClient.setQueryData([...keys.topUps, topUp.id], topUp);
    await navigate({ to: '/wallet', search: { topUp: topUp.id, next }, replace: true, resetScroll: false });
  });

  return { form, pay, cardOf, presets, maxMinor, isBusy: form.isSending || isLeaving };
}
