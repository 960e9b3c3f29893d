import { Checkbox, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { currentSite, useBrand } from '~/shared/brand.ts';
import { editableMoney, money, parseMoney } from '~/shared/format.ts';
import { FormDialog, announce, useProblemForm } from '~/shared/ui/index.ts';
import { useCardName } from '../card-name.ts';
import type { Card } from '../wallet.ts';
import { type AutoTopUp, agree } from './use-auto-top-up.ts';

/** The least amount of the API. */
const MIN_MINOR = 100;
/** What is proposed to who has agreed to nothing yet: the smallest preset, when less than half of it is there, four times a month. */
const TIMES = 4;

interface Values extends Record<string, unknown> {
  card: string;
  threshold: string;
  amount: string;
  cap: string;
  agreed: boolean;
}

interface MandateDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly state: AutoTopUp;
  readonly cards: readonly Card[];
}

/** Amounts as they are proposed: those of the last agreement, else from what the licensee offers. */
function proposal({ thresholdMinor, amountMinor, monthlyCapMinor }: AutoTopUp): [number, number, number] {
  const { presetsMinor, minMinor } = currentSite().topUp;
  const amount = amountMinor ?? presetsMinor[0] ?? minMinor;
  return [thresholdMinor ?? Math.max(MIN_MINOR, amount >> 1), amount, monthlyCapMinor ?? amount * TIMES];
}

/** The agreement. Its words (`wallet.autoTopUp.mandate`) carry the version `auto-top-up-1` at the API: other words are another version. */
export function MandateDialog({ isOpen, onClose, state, cards }: MandateDialogProps) {
  const { t, i18n } = useTranslation('site');
  const { name, topUp } = useBrand().site;
  const cardName = useCardName();
  const { currency } = state;
  const minorOf = (typed: string): number => parseMoney(typed, currency) ?? 0;
  const range = t('topUp.range', { min: money(topUp.minMinor, currency), max: money(topUp.maxMinor, currency) });
  const atLeast = (minor: number): string => t('wallet.autoTopUp.atLeast', { min: money(minor, currency) });
  const [threshold, amount, cap] = proposal(state).map((minor) => editableMoney(minor, currency)) as [
    string,
    string,
    string,
  ];
  // Whose bank wanted the payer, has paid on the page meanwhile: the newest card is the one that was confirmed there.
  const known = state.reason === 'authentication_required' ? undefined : cards.find(({ id }) => id === state.cardId);
  const form = useProblemForm<Values>(
    {
      mode: 'controlled',
      initialValues: { card: (known ?? cards[0])?.id ?? '', threshold, amount, cap, agreed: false },
      validate: {
        threshold: (typed) => (minorOf(typed) >= MIN_MINOR ? null : atLeast(MIN_MINOR)),
        amount: (typed) => (minorOf(typed) < topUp.minMinor || minorOf(typed) > topUp.maxMinor ? range : null),
        cap: (typed, values) => (minorOf(typed) < minorOf(values.amount) ? t('wallet.autoTopUp.capBelow') : null),
        agreed: (is) => (is ? null : t('wallet.autoTopUp.mustAgree')),
      },
    },
    { cardId: 'card', thresholdMinor: 'threshold', amountMinor: 'amount', monthlyCapMinor: 'cap' },
  );
  const { values } = form;
  const card = cards.find(({ id }) => id === values.card);
  const shown = (typed: string): string => (minorOf(typed) > 0 ? money(minorOf(typed), currency) : '–');
  const send = form.send(async (typed) => {
    await agree(
      {
        cardId: typed.card,
        thresholdMinor: minorOf(typed.threshold),
        amountMinor: minorOf(typed.amount),
        monthlyCapMinor: minorOf(typed.cap),
        agreed: typed.agreed,
        locale: i18n.language,
      },
      range,
    );
    announce(t('wallet.autoTopUp.isOn'));
    form.setFieldValue('agreed', false);
    onClose();
  });
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={onClose}
      title={t('wallet.autoTopUp.title')}
      form={form}
      onSubmit={send}
      submitLabel={t('wallet.autoTopUp.agree')}
    >
      <TextInput
        label={t('wallet.autoTopUp.threshold', { currency })}
        inputMode="decimal"
        required
        {...form.getInputProps('threshold')}
      />
      <TextInput
        label={t('wallet.autoTopUp.amount', { currency })}
        description={range}
        inputMode="decimal"
        required
        {...form.getInputProps('amount')}
      />
      <TextInput
        label={t('wallet.autoTopUp.cap', { currency })}
        description={t('wallet.autoTopUp.capText')}
        inputMode="decimal"
        required
        {...form.getInputProps('cap')}
      />
      <Radio.Group label={t('wallet.autoTopUp.card')} {...form.getInputProps('card')}>
        <Stack gap="xs" mt="xs">
          {cards.map((saved) => (
            <Radio key={saved.id} value={saved.id} label={cardName(saved)} />
          ))}
        </Stack>
      </Radio.Group>
      <Checkbox
        label={t('wallet.autoTopUp.mandate', {
          name,
          card: card ? cardName(card) : '–',
          threshold: shown(values.threshold),
          amount: shown(values.amount),
          cap: shown(values.cap),
        })}
        required
        {...form.getInputProps('agreed', { type: 'checkbox' })}
      />
      <Text size="sm" c="dimmed">
        {t('wallet.autoTopUp.mandateEnd')}
      </Text>
    </FormDialog>
  );
}
