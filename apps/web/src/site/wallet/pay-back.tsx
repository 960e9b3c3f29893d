import { Button, Card, Radio, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, isProblem, sendOnce, unwrap } from '~/shared/api/index.ts';
import { money, parseMoney } from '~/shared/format.ts';
import { inWords } from '~/shared/in-words.ts';
import { queryClient } from '~/shared/query.ts';
import { DataView, FormDialog, LoadingState, announce, useProblemForm } from '~/shared/ui/index.ts';
import { keys } from '../lib/keys.ts';
import { refundableQuery } from './wallet.ts';

type Refundable = Schemas['RefundableView'];

/** Asks for the money. While the outcome is unknown, another amount is refused instead of being a second refund. */
async function payBack(body: Schemas['RequestWalletRefund']): Promise<Schemas['WalletRefundView']> {
  try {
    return await sendOnce('wallet-refund', (params) => unwrap(api.POST('/v1/wallet/refunds', { params, body })));
  } finally {
    for (const queryKey of [keys.wallet, keys.refundable, keys.refunds, keys.statement, keys.autoTopUp])
      void queryClient.invalidateQueries({ queryKey });
  }
}

/** Unspent money back to the card it came from [D19]. */
export function PayBack() {
  const { t } = useTranslation(['wallet', 'site']);
  const query = useQuery(refundableQuery);
  return (
    <Card withBorder maw="32rem" component="section" aria-labelledby="pay-back">
      <Title order={2} size="h4" id="pay-back" mb="sm">
        {t('payBack.title')}
      </Title>
      <DataView query={query} loading={<LoadingState lines={1} height={72} />}>
        {(refundable) => (
          <Stack align="flex-start" gap="sm">
            <Text>
              {refundable.refundableMinor === 0
                ? t('payBack.nothing')
                : t('payBack.some', { amount: money(refundable.refundableMinor, refundable.currency) })}
            </Text>
            <Text size="sm" c="dimmed">
              {t('payBack.stays')}
            </Text>
            {refundable.refundableMinor > 0 && <PayBackDialog refundable={refundable} />}
          </Stack>
        )}
      </DataView>
    </Card>
  );
}

interface Values extends Record<string, unknown> {
  way: 'all' | 'amount';
  amount: string;
}

function PayBackDialog({ refundable: { refundableMinor, currency } }: { refundable: Refundable }) {
  const { t } = useTranslation(['wallet', 'site']);
  const [isOpen, { open, close }] = useDisclosure(false);
  const atMost = (minor: number): string => t('payBack.atMost', { amount: money(minor, currency) });
  const form = useProblemForm<Values>(
    {
      mode: 'controlled',
      initialValues: { way: 'all', amount: '' },
      validate: {
        amount: (typed, { way }) => {
          const minor = parseMoney(typed, currency) ?? 0;
          if (way === 'all') return null;
          if (minor === 0) return t('site:topUp.notAnAmount');
          return minor > refundableMinor ? atMost(refundableMinor) : null;
        },
      },
    },
    { amountMinor: 'amount' },
  );
  const { way, amount } = form.values;
  const asked = way === 'all' ? refundableMinor : parseMoney(amount, currency);
  const send = form.send(async () => {
    // The amount that was read on the screen, not what may have become refundable since.
    const done = await payBack({ amountMinor: asked! }).catch((error: unknown) => {
      throw withWords(error);
    });
    announce(t('payBack.done', { amount: money(done.amountMinor, done.currency) }));
    form.reset();
    close();
  });
  return (
    <>
      <Button variant="default" leftSection={<Undo2 size={16} aria-hidden />} onClick={open}>
        {t('payBack.action')}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={close}
        title={t('payBack.confirmTitle')}
        form={form}
        onSubmit={send}
        submitLabel={asked ? t('payBack.confirm', { amount: money(asked, currency) }) : t('payBack.action')}
      >
        <Radio.Group label={t('site:topUp.amount')} {...form.getInputProps('way')}>
          <Stack gap="xs" mt="xs">
            <Radio value="all" label={t('payBack.all', { amount: money(refundableMinor, currency) })} />
            <Radio value="amount" label={t('site:topUp.own')} />
          </Stack>
        </Radio.Group>
        {way === 'amount' && (
          <TextInput label={t('site:topUp.ownAmount')} inputMode="decimal" required {...form.getInputProps('amount')} />
        )}
        <Text>{t('payBack.confirmText')}</Text>
      </FormDialog>
    </>
  );

  /** A call may have taken its part meanwhile: what is left is said with the refusal. */
  function withWords(error: unknown): unknown {
    const left = isProblem(error, 'refund-above-refundable') ? error.extensions['refundableMinor'] : null;
    if (typeof left !== 'number' || !isProblem(error)) return error;
    const text = left === 0 ? t('payBack.nothing') : atMost(left);
    return inWords(error, text);
  }
}
