import { Button, Modal, Radio, Stack, Text, TextInput, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { money, parseMoney } from '~/shared/format.ts';
import { DataView, FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { useComplaintActs, useRefundable } from './queries.ts';

interface RefundDialogProps {
  readonly callId: string;
  readonly currency: string;
  readonly onRefunded: () => void;
}

/** An advisor gives a call of their own back, wholly or in part [I15]. */
export function RefundDialog({ callId, currency, onRefunded }: RefundDialogProps) {
  const { t } = useTranslation(['complaints', 'common']);
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" leftSection={<Undo2 size={16} aria-hidden />} onClick={open}>
        {t('pro.refund')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={t('pro.refundTitle')}
        closeButtonProps={{ 'aria-label': t('common:action.close') }}
      >
        <Refund
          callId={callId}
          currency={currency}
          onClose={close}
          onDone={() => {
            close();
            onRefunded();
          }}
        />
      </Modal>
    </>
  );
}

interface FormProps {
  readonly callId: string;
  readonly currency: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function Refund(props: FormProps) {
  const { t } = useTranslation('complaints');
  const query = useRefundable(props.callId);
  return (
    <DataView query={query}>
      {(leftMinor) =>
        leftMinor === 0 ? <Text>{t('pro.notRefundable')}</Text> : <Form {...props} leftMinor={leftMinor} />
      }
    </DataView>
  );
}

interface Values extends Record<string, unknown> {
  way: 'rest' | 'part';
  amount: string;
  reason: string;
}

function Form({ callId, currency, onClose, onDone, leftMinor }: FormProps & { readonly leftMinor: number }) {
  const { t } = useTranslation(['complaints', 'common']);
  const { refund } = useComplaintActs();
  const left = money(leftMinor, currency);
  const partOf = (typed: string): number | undefined => {
    const minor = parseMoney(typed, currency);
    return minor !== undefined && minor > 0 && minor <= leftMinor ? minor : undefined;
  };
  const form = useProblemForm<Values>(
    {
      mode: 'controlled',
      initialValues: { way: 'rest', amount: '', reason: '' },
      validate: {
        amount: (typed, { way }) =>
          way === 'part' && partOf(typed) === undefined ? t('pro.amountWrong', { left }) : null,
        reason: (reason) => (reason.trim() === '' ? t('pro.reasonEmpty') : null),
      },
    },
    { amountMinor: 'amount' },
  );
  const send = form.send(async ({ way, amount, reason }) => {
    const amountMinor = way === 'rest' ? leftMinor : partOf(amount)!;
    const done = await refund(callId, { amountMinor, reason: reason.trim() });
    announce(t('pro.refunded', { amount: money(done.amountMinor, done.currency) }));
    onDone();
  });
  return (
    <form onSubmit={send} noValidate>
      <Stack>
        <Text>{t('pro.refundText', { left })}</Text>
        <Radio.Group label={t('pro.refundTitle')} {...form.getInputProps('way')}>
          <Stack gap="xs" mt="xs">
            <Radio value="rest" label={t('pro.rest')} />
            <Radio value="part" label={t('pro.part')} />
          </Stack>
        </Radio.Group>
        {form.values.way === 'part' && (
          <TextInput
            label={t('pro.amount', { currency })}
            inputMode="decimal"
            required
            {...form.getInputProps('amount')}
          />
        )}
        <TextInput
          label={t('pro.reason')}
          description={t('pro.reasonHint')}
          required
          maxLength={300}
          {...form.getInputProps('reason')}
        />
        <FormFailure failure={form.failure} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button type="submit" loading={form.isSending}>
            {t('pro.refund')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
