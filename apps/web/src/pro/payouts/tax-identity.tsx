import {
  Alert,
  Button,
  Card,
  Checkbox,
  Group,
  Radio,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VatCheck } from '~/features/company/index.ts';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { countryOptions } from '~/shared/countries.ts';
import { dateTime } from '~/shared/format.ts';
import { DataView, FormFailure, useProblemForm, useProblemText } from '~/shared/ui/index.ts';
import { type MyTax, TAX, askedFor, useMyTax } from './use-tax.ts';

/** Who the advisor is for the tax office, and whether invoices are issued in their name [I8, I9]. */
export function TaxIdentity() {
  const { t } = useTranslation('pro');
  const tax = useMyTax(true);
  return (
    <Card withBorder component="section" aria-labelledby="tax-identity">
      <Stack>
        <Title order={2} size="h4" id="tax-identity">
          {t('tax.title')}
        </Title>
        <Text size="sm">{t('tax.text')}</Text>
        <DataView query={tax}>
          {(data) => (
            <Stack>
              <Asked tax={data} />
              {data.identity && (
                <Text size="sm" c="dimmed">
                  {t('tax.declared', { at: dateTime(data.identity.declaredAt) })}
                </Text>
              )}
              <IdentityForm identity={data.identity} />
              <VatCheck check={data.identity?.vatCheck ?? null} />
              <SelfBilling agreement={data.selfBilling} />
            </Stack>
          )}
        </DataView>
      </Stack>
    </Card>
  );
}

function Asked({ tax }: { tax: MyTax }) {
  const { t } = useTranslation('pro');
  const cause = askedFor(tax);
  if (cause === undefined) return null;
  return (
    <Alert variant="outline" color="warning" icon={<TriangleAlert aria-hidden />}>
      {t(`tax.${cause}`)}
    </Alert>
  );
}

interface Values extends Record<string, unknown> {
  kind: 'individual' | 'company';
  firstName: string;
  lastName: string;
  birthDate: string;
  companyName: string;
  registrationNumber: string;
  street: string;
  postalCode: string;
  city: string;
  country: string | null;
  residence: string | null;
  tin: string;
  tinCountry: string | null;
  vatNumber: string;
}

function valuesOf(identity: MyTax['identity']): Values {
  const tin = identity?.tins[0];
  return {
    kind: identity?.kind ?? 'individual',
    firstName: identity?.firstName ?? '',
    lastName: identity?.lastName ?? '',
    birthDate: identity?.birthDate ?? '',
    companyName: identity?.companyName ?? '',
    registrationNumber: identity?.registrationNumber ?? '',
    street: identity?.address.street ?? '',
    postalCode: identity?.address.postalCode ?? '',
    city: identity?.address.city ?? '',
    country: identity?.address.country ?? null,
    residence: identity?.residence ?? null,
    tin: tin?.number ?? '',
    tinCountry: tin?.issuedBy ?? null,
    vatNumber: identity?.vatNumber ?? '',
  };
}

/** Further numbers that were declared by the API stay as they are. */
const bodyOf = (values: Values, before: MyTax['identity']): Schemas['DeclareTaxIdentity'] => ({
  kind: values.kind,
  ...(values.kind === 'individual'
    ? { firstName: values.firstName, lastName: values.lastName, birthDate: values.birthDate }
    : { companyName: values.companyName, registrationNumber: values.registrationNumber }),
  address: { street: values.street, postalCode: values.postalCode, city: values.city, country: values.country ?? '' },
  residence: values.residence ?? '',
  tins: [{ number: values.tin, issuedBy: values.tinCountry ?? '' }, ...(before?.tins.slice(1) ?? [])],
  ...(values.vatNumber.trim() === '' ? {} : { vatNumber: values.vatNumber }),
});

const POINTERS = {
  'address.street': 'street',
  'address.postalCode': 'postalCode',
  'address.city': 'city',
  'address.country': 'country',
  'tins.0.number': 'tin',
  'tins.0.issuedBy': 'tinCountry',
  tins: 'tin',
} as const;

function IdentityForm({ identity }: Pick<MyTax, 'identity'>) {
  const { t } = useTranslation('pro');
  const common = useTranslation('common').t;
  const client = useQueryClient();
  const countries = useMemo(countryOptions, []);
  const needed = (value: unknown): string | null => (value === null || value === '' ? t('tax.needed') : null);
  const person = (value: string, { kind }: Values): string | null => (kind === 'individual' ? needed(value) : null);
  const company = (value: string, { kind }: Values): string | null => (kind === 'company' ? needed(value) : null);
  const form = useProblemForm<Values>(
    {
      mode: 'controlled',
      initialValues: valuesOf(identity),
      validate: {
        firstName: person,
        lastName: person,
        birthDate: person,
        companyName: company,
        registrationNumber: company,
        street: needed,
        postalCode: needed,
        city: needed,
        country: needed,
        residence: needed,
        tin: needed,
        tinCountry: needed,
      },
    },
    POINTERS,
  );
  const save = form.send(async (values) => {
    client.setQueryData(TAX, await unwrap(api.PUT('/v1/advisor/tax', { body: bodyOf(values, identity) })));
    notifications.show({ message: common('action.saved') });
  });
  const { kind } = form.getValues();
  const select = (name: 'country' | 'residence' | 'tinCountry') => (
    <Select label={t(`tax.field.${name}`)} data={countries} searchable required {...form.getInputProps(name)} />
  );
  return (
    <form onSubmit={save} noValidate>
      <Stack>
        <Radio.Group label={t('tax.field.kind')} {...form.getInputProps('kind')}>
          <Group mt="xs">
            <Radio value="individual" label={t('tax.kind.individual')} />
            <Radio value="company" label={t('tax.kind.company')} />
          </Group>
        </Radio.Group>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {kind === 'individual' ? (
            <>
              <TextInput
                label={t('tax.field.firstName')}
                autoComplete="given-name"
                required
                {...form.getInputProps('firstName')}
              />
              <TextInput
                label={t('tax.field.lastName')}
                autoComplete="family-name"
                required
                {...form.getInputProps('lastName')}
              />
              <TextInput
                label={t('tax.field.birthDate')}
                type="date"
                autoComplete="bday"
                required
                {...form.getInputProps('birthDate')}
              />
            </>
          ) : (
            <>
              <TextInput
                label={t('tax.field.companyName')}
                autoComplete="organization"
                required
                {...form.getInputProps('companyName')}
              />
              <TextInput
                label={t('tax.field.registrationNumber')}
                required
                {...form.getInputProps('registrationNumber')}
              />
            </>
          )}
          <TextInput
            label={t('tax.field.street')}
            autoComplete="street-address"
            required
            {...form.getInputProps('street')}
          />
          <TextInput
            label={t('tax.field.postalCode')}
            autoComplete="postal-code"
            required
            {...form.getInputProps('postalCode')}
          />
          <TextInput
            label={t('tax.field.city')}
            autoComplete="address-level2"
            required
            {...form.getInputProps('city')}
          />
          {select('country')}
          {select('residence')}
          <TextInput
            label={t('tax.field.tin')}
            description={t('tax.tinText')}
            required
            {...form.getInputProps('tin')}
          />
          {select('tinCountry')}
          <TextInput
            label={t('tax.field.vatNumber')}
            description={t('tax.vatText')}
            {...form.getInputProps('vatNumber')}
          />
        </SimpleGrid>
        <FormFailure failure={form.failure} />
        <Button type="submit" loading={form.isSending} style={{ alignSelf: 'flex-start' }}>
          {t('tax.declare')}
        </Button>
      </Stack>
    </form>
  );
}

function SelfBilling({ agreement }: { agreement: MyTax['selfBilling'] }) {
  const { t } = useTranslation('pro');
  const client = useQueryClient();
  const words = useProblemText();
  const [failure, setFailure] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const { version, acceptedVersion, acceptedAt } = agreement;
  const agree = (agreed: boolean): void => {
    setSending(true);
    setFailure(null);
    unwrap(api.POST('/v1/advisor/self-billing', { body: { version, agreed } }))
      .then((saved) => client.setQueryData(TAX, saved))
      .catch((error: unknown) => setFailure(words(error)))
      .finally(() => setSending(false));
  };
  return (
    <Stack gap="xs" component="section" aria-labelledby="self-billing">
      <Title order={3} size="h5" id="self-billing">
        {t('tax.selfBilling.title')}
      </Title>
      <Text size="sm">{t('tax.selfBilling.text')}</Text>
      <Checkbox
        label={t('tax.selfBilling.agree', { version })}
        checked={acceptedVersion === version}
        disabled={isSending}
        onChange={({ currentTarget }) => agree(currentTarget.checked)}
      />
      {acceptedAt !== null && acceptedVersion === version && (
        <Text size="sm" c="dimmed">
          {t('tax.selfBilling.since', { at: dateTime(acceptedAt) })}
        </Text>
      )}
      <FormFailure failure={failure} />
    </Stack>
  );
}
