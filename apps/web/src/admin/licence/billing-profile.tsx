import { Button, Group, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { DataView, FormFailure, useProblemForm } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { type Profile, changed, useProfile } from './use-licence.ts';

const FIELDS = [
  ['company', 'organization', true],
  ['fullName', 'name', true],
  ['email', 'email', true],
  ['phone', 'tel', false],
  ['line1', 'address-line1', true],
  ['line2', 'address-line2', false],
  ['postalCode', 'postal-code', true],
  ['city', 'address-level2', true],
  ['region', 'address-level1', false],
  ['country', 'country', true],
  ['taxNumber', 'off', false],
] as const;
type Field = (typeof FIELDS)[number][0];
type Values = Record<Field, string>;

/** Who the invoices are for. */
export function BillingProfile() {
  const { t } = useTranslation('admin');
  const query = useProfile();
  return (
    <Section title={t('licence.profile.title')} text={t('licence.profile.text')}>
      <DataView query={query}>{(profile) => <Form key={profile?.revision ?? 0} profile={profile} />}</DataView>
    </Section>
  );
}

function Form({ profile }: { profile: Profile | null }) {
  const { t } = useTranslation(['admin', 'common']);
  const form = useProblemForm<Values>({
    initialValues: Object.fromEntries(FIELDS.map(([name]) => [name, profile?.[name] ?? ''])) as Values,
    validate: Object.fromEntries(
      FIELDS.filter(([, , isRequired]) => isRequired).map(([name]) => [
        name,
        (value: string) => (value.trim() === '' ? t('licence.profile.missing') : null),
      ]),
    ),
  });
  return (
    <form
      noValidate
      onSubmit={form.send(async (values) => {
        const given = Object.fromEntries(
          Object.entries(values)
            .map(([name, value]) => [name, name === 'country' ? value.trim().toUpperCase() : value.trim()] as const)
            .filter(([, value]) => value !== ''),
        ) as unknown as Omit<Schemas['ChangeBillingProfile'], 'revision'>;
        await unwrap(
          api.PUT('/v1/staff/licence/billing-profile', { body: { ...given, revision: profile?.revision ?? 0 } }),
        );
        await changed();
        notifications.show({ color: 'success', message: t('common:action.saved') });
      })}
    >
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {FIELDS.map(([name, autoComplete, isRequired]) => (
            <TextInput
              key={name}
              label={t(`licence.profile.${name}`)}
              description={name === 'country' || name === 'taxNumber' ? t(`licence.profile.${name}Text`) : undefined}
              autoComplete={autoComplete}
              required={isRequired}
              {...form.getInputProps(name)}
            />
          ))}
        </SimpleGrid>
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
