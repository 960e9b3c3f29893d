import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { money } from '~/shared/format.ts';
import { type Column, DataTable, DataView, EmptyState, FormDialog, useProblemForm } from '~/shared/ui/index.ts';
import { nameOfCurrency } from '../ui/format.ts';
import { LicenseeLink } from '../ui/licensee-link.tsx';
import { notify } from '../ui/notify.ts';
import { Section } from '../ui/section.tsx';
import { type Position, useCurrencies, valueMonth } from './use-treasury.ts';

/** What is owed in one currency while it lies at Stripe in another, what that is worth, and a button for a month that was not valued. */
export function Currencies() {
  const { t } = useTranslation('ops');
  const query = useCurrencies();
  const columns: Column<Position>[] = [
    {
      id: 'account',
      header: t('currencies.account'),
      cell: ({ context }) =>
        context === 'default' ? (
          t('currencies.ours')
        ) : (
          <LicenseeLink id={context}>{t('currencies.licensees')}</LicenseeLink>
        ),
    },
    {
      id: 'pair',
      header: t('currencies.pair'),
      cell: ({ currency, settledIn }) =>
        t('currencies.from', { from: nameOfCurrency(currency), to: nameOfCurrency(settledIn) }),
    },
    {
      id: 'short',
      header: t('currencies.short'),
      numeric: true,
      cell: ({ shortMinor, currency }) => money(shortMinor, currency),
    },
    {
      id: 'long',
      header: t('currencies.long'),
      numeric: true,
      cell: ({ longMinor, settledIn }) => money(longMinor, settledIn),
    },
    { id: 'rate', header: t('currencies.rate'), cell: (one) => <Rate of={one} /> },
    {
      id: 'value',
      header: t('currencies.value'),
      numeric: true,
      cell: ({ valueMinor, settledIn }) => (valueMinor === null ? '–' : money(valueMinor, settledIn)),
    },
    {
      id: 'result',
      header: t('currencies.result'),
      numeric: true,
      cell: ({ resultMinor, settledIn }) => (resultMinor === null ? '–' : money(resultMinor, settledIn)),
    },
    {
      id: 'through',
      header: t('currencies.through'),
      cell: ({ valuedThrough }) => valuedThrough ?? t('currencies.never'),
    },
  ];
  return (
    <Section title={t('currencies.title')} intro={t('currencies.intro')}>
      <DataView
        query={query}
        isEmpty={({ data }) => data.length === 0}
        empty={<EmptyState title={t('currencies.none')} text={t('currencies.noneText')} />}
      >
        {({ data }) => (
          <Stack>
            <DataTable
              caption={t('currencies.title')}
              rows={data}
              columns={columns}
              rowKey={({ context, currency, settledIn }) => `${context} ${currency} ${settledIn}`}
            />
            <ValueMonth />
          </Stack>
        )}
      </DataView>
    </Section>
  );
}

function Rate({ of: { rate, currency, settledIn } }: { of: Position }) {
  const { t } = useTranslation('ops');
  if (!rate) return <Text size="sm">{t('currencies.noRate')}</Text>;
  return t('currencies.rateText', {
    own: money(rate.ownMinor, currency),
    settled: money(rate.settledMinor, settledIn),
  });
}

function ValueMonth() {
  const { t } = useTranslation('ops');
  const [isOpen, { open, close }] = useDisclosure(false);
  const form = useProblemForm<{ month: string }>({
    mode: 'controlled',
    initialValues: { month: '' },
    validate: { month: (typed) => (/^20\d{2}-(0[1-9]|1[0-2])$/.test(typed) ? null : t('currencies.notAMonth')) },
  });
  const send = form.send(async ({ month }) => {
    const { posted, failed } = await valueMonth(month);
    if (failed > 0) return form.setFieldError('month', t('currencies.failed', { count: failed }));
    notify(posted === 0 ? t('currencies.nothingPosted') : t('currencies.posted', { count: posted }));
    form.reset();
    close();
  });
  return (
    <Group>
      <Button variant="default" onClick={open}>
        {t('currencies.act')}
      </Button>
      <FormDialog
        isOpen={isOpen}
        onClose={close}
        title={t('currencies.act')}
        form={form}
        onSubmit={send}
        submitLabel={t('currencies.act')}
      >
        <Text>{t('currencies.actText')}</Text>
        <TextInput
          label={t('currencies.month')}
          description={t('currencies.monthText')}
          required
          data-autofocus
          {...form.getInputProps('month')}
        />
      </FormDialog>
    </Group>
  );
}
