import { Button, Group, NumberInput, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CountrySelect, VatCheck } from '~/features/company/index.ts';
import type { Schemas } from '~/shared/api/index.ts';
import { DataView, FormFailure, useProblemForm } from '~/shared/ui/index.ts';
import { notify } from '../ui/notify.ts';
import { Section } from '../ui/section.tsx';
import { changeIssuer, useIssuer } from './use-invoices.ts';

type Issuer = Schemas['InvoiceIssuerView'];
const TEXTS = [
  'company',
  'fullName',
  'email',
  'line1',
  'postalCode',
  'city',
  'country',
  'taxNumber',
  'series',
  'bankDetails',
] as const;
const OPTIONAL: readonly string[] = ['taxNumber', 'bankDetails'];
const HUNDREDTHS = 100;

type Values = Record<(typeof TEXTS)[number], string> & { taxRate: number | string; paymentDays: number | string };

/** Who the invoices are from. What is issued already stays as it is. */
export function IssuerForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('ops');
  const query = useIssuer();
  return (
    <Section title={t('invoices.issuer.title')} intro={t('invoices.issuer.text')}>
      <DataView query={query}>
        {(issuer) => <Form key={issuer?.revision ?? 0} issuer={issuer} onDone={onDone} />}
      </DataView>
    </Section>
  );
}

function Form({ issuer, onDone }: { issuer: Issuer | null; onDone: () => void }) {
  const { t } = useTranslation(['ops', 'common']);
  const form = useProblemForm<Values>(
    {
      initialValues: {
        ...(Object.fromEntries(TEXTS.map((name) => [name, issuer?.[name] ?? ''])) as Record<
          (typeof TEXTS)[number],
          string
        >),
        taxRate: issuer === null ? '' : issuer.taxRateBp / HUNDREDTHS,
        paymentDays: issuer?.paymentDays ?? 14,
      },
      validate: {
        ...Object.fromEntries(
          TEXTS.filter((name) => !OPTIONAL.includes(name)).map((name) => [
            name,
            (value: string) => (value.trim() === '' ? t('plans.missing') : null),
          ]),
        ),
        taxRate: (value) => (typeof value === 'number' ? null : t('plans.missing')),
        paymentDays: (value) => (typeof value === 'number' ? null : t('plans.missing')),
      },
    },
    { taxRateBp: 'taxRate' },
  );
  return (
    <form
      noValidate
      onSubmit={form.send(async (values) => {
        const { taxRate, paymentDays, ...texts } = values;
        const given = Object.fromEntries(
          Object.entries(texts)
            .map(([name, value]) => [name, value.trim()] as const)
            .filter(([, value]) => value !== ''),
        ) as unknown as Omit<Schemas['ChangeInvoiceIssuer'], 'revision' | 'taxRateBp' | 'paymentDays'>;
        await changeIssuer({
          ...given,
          taxRateBp: Math.round((taxRate as number) * HUNDREDTHS),
          paymentDays: paymentDays as number,
          revision: issuer?.revision ?? 0,
        });
        notify(t('invoices.issuer.saved'));
        onDone();
      })}
    >
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {TEXTS.map((name) =>
            name === 'country' ? (
              <CountrySelect key={name} label={t('invoices.issuer.country')} {...form.getInputProps(name)} />
            ) : (
              <TextInput
                key={name}
                label={t(`invoices.issuer.${name}`)}
                required={!OPTIONAL.includes(name)}
                {...form.getInputProps(name)}
              />
            ),
          )}
          <NumberInput
            label={t('invoices.issuer.taxRate')}
            required
            min={0}
            max={50}
            decimalScale={2}
            hideControls
            {...form.getInputProps('taxRate')}
          />
          <NumberInput
            label={t('invoices.issuer.paymentDays')}
            required
            min={0}
            max={90}
            allowDecimal={false}
            hideControls
            {...form.getInputProps('paymentDays')}
          />
        </SimpleGrid>
        <VatCheck check={issuer?.vatCheck ?? null} />
        <FormFailure failure={form.failure} />
        <Group>
          <Button type="submit" loading={form.isSending}>
            {t('common:action.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
