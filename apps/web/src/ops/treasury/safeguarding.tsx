import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { dateTime, money, parseMoney } from '~/shared/format.ts';
import {
  type Column,
  DataTable,
  DataView,
  EmptyState,
  FormDialog,
  StatusBadge,
  type Tone,
  useProblemForm,
} from '~/shared/ui/index.ts';
import { nameOfCurrency } from '../ui/format.ts';
import { notify } from '../ui/notify.ts';
import { Section } from '../ui/section.tsx';
import {
  type SafeguardAccount,
  type SafeguardMove,
  moveSafeguarded,
  setSafeguardAccount,
  useSafeguardAccounts,
  useSafeguardMoves,
} from './use-safeguarding.ts';

const TONES: Record<SafeguardMove['status'], Tone> = {
  requested: 'waiting',
  under_way: 'waiting',
  done: 'good',
  failed: 'bad',
};
const DIRECTIONS = ['out', 'back'] as const;

/** Old money of callers at a bank account beside Stripe: its accounts, and what went there and back. */
export function Safeguarding() {
  const { t } = useTranslation('ops');
  const accounts = useSafeguardAccounts();
  const moves = useSafeguardMoves();
  const columns: Column<SafeguardMove>[] = [
    { id: 'at', header: t('treasury.asked'), cell: ({ createdAt }) => dateTime(createdAt) },
    { id: 'way', header: t('safeguarding.way'), cell: ({ direction }) => t(`safeguarding.${direction}`) },
    { id: 'account', header: t('safeguarding.account'), cell: ({ account }) => account },
    {
      id: 'state',
      header: t('treasury.state'),
      cell: ({ status, failureCode }) => (
        <Stack gap={4} align="flex-start">
          <StatusBadge tone={TONES[status]}>{t(`safeguarding.status.${status}`)}</StatusBadge>
          {failureCode !== null && <Text size="sm">{failureCode}</Text>}
        </Stack>
      ),
    },
    {
      id: 'amount',
      header: t('treasury.amount'),
      numeric: true,
      cell: ({ amountMinor, currency }) => money(amountMinor, currency),
    },
  ];
  return (
    <Section title={t('safeguarding.title')} intro={t('safeguarding.intro')}>
      <DataView query={accounts}>
        {({ data }) => (
          <Stack>
            {data.map(({ currency, name, destination }) => (
              <Text key={currency}>
                {t('safeguarding.named', { currency: nameOfCurrency(currency), name, destination })}
              </Text>
            ))}
            <Group>
              <AccountForm />
              {data.length > 0 && <MoveForm accounts={data} />}
            </Group>
          </Stack>
        )}
      </DataView>
      <DataView
        query={moves}
        isEmpty={({ data }) => data.length === 0}
        empty={<EmptyState title={t('safeguarding.none')} text={t('safeguarding.noneText')} />}
      >
        {({ data }) => (
          <DataTable caption={t('safeguarding.title')} rows={data} columns={columns} rowKey={({ id }) => id} />
        )}
      </DataView>
    </Section>
  );
}

function AccountForm() {
  const { t } = useTranslation('ops');
  const [isOpen, { open, close }] = useDisclosure(false);
  const form = useProblemForm<{ currency: string; name: string; destination: string }>({
    mode: 'controlled',
    initialValues: { currency: '', name: '', destination: '' },
  });
  const send = form.send(async ({ currency, name, destination }) => {
    await setSafeguardAccount({
      currency: currency.trim().toUpperCase(),
      name: name.trim(),
      destination: destination.trim(),
    });
    notify(t('safeguarding.accountSaved'));
    form.reset();
    close();
  });
  return (
    <>
      <Button variant="default" onClick={open}>
        {t('safeguarding.name')}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={close}
        title={t('safeguarding.name')}
        form={form}
        onSubmit={send}
        submitLabel={t('safeguarding.save')}
      >
        <Text>{t('safeguarding.nameText')}</Text>
        <TextInput
          label={t('safeguarding.currency')}
          required
          maxLength={3}
          data-autofocus
          {...form.getInputProps('currency')}
        />
        <TextInput label={t('safeguarding.accountName')} required maxLength={80} {...form.getInputProps('name')} />
        <TextInput
          label={t('safeguarding.destination')}
          description={t('safeguarding.destinationText')}
          required
          maxLength={80}
          {...form.getInputProps('destination')}
        />
      </FormDialog>
    </>
  );
}

function MoveForm({ accounts }: { accounts: readonly SafeguardAccount[] }) {
  const { t } = useTranslation('ops');
  const [isOpen, { open, close }] = useDisclosure(false);
  const form = useProblemForm<{ direction: string; currency: string; amount: string; reason: string }>(
    {
      mode: 'controlled',
      initialValues: { direction: 'out', currency: accounts[0]!.currency, amount: '', reason: '' },
      validate: {
        amount: (typed, { currency }) => (parseMoney(typed, currency) ? null : t('treasury.notAnAmount')),
        reason: (typed) => (typed.trim().length < 3 ? t('reason.tooShort', { count: 3 }) : null),
      },
    },
    { amountMinor: 'amount' },
  );
  const send = form.send(async ({ direction, currency, amount, reason }) => {
    await moveSafeguarded({
      direction: direction === 'back' ? 'back' : 'out',
      currency,
      amountMinor: parseMoney(amount, currency)!,
      reason: reason.trim(),
    });
    notify(t('safeguarding.sent'));
    form.reset();
    close();
  });
  return (
    <>
      <Button onClick={open}>{t('safeguarding.move')}</Button>
      <FormDialog
        isOpen={isOpen}
        onClose={close}
        title={t('safeguarding.move')}
        form={form}
        onSubmit={send}
        submitLabel={t('safeguarding.move')}
      >
        <Text>{t('safeguarding.moveText')}</Text>
        <Select
          label={t('safeguarding.way')}
          allowDeselect={false}
          data={DIRECTIONS.map((value) => ({ value, label: t(`safeguarding.${value}`) }))}
          {...form.getInputProps('direction')}
        />
        <Select
          label={t('safeguarding.currency')}
          allowDeselect={false}
          data={accounts.map(({ currency }) => ({ value: currency, label: nameOfCurrency(currency) }))}
          {...form.getInputProps('currency')}
        />
        <TextInput
          label={t('treasury.amount')}
          inputMode="decimal"
          required
          data-autofocus
          {...form.getInputProps('amount')}
        />
        <TextInput
          label={t('reason.label')}
          description={t('treasury.reasonText')}
          required
          maxLength={300}
          {...form.getInputProps('reason')}
        />
      </FormDialog>
    </>
  );
}
