import { Button, Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import {
  CompanyFields,
  type CompanyValues,
  VatCheck,
  companyOf,
  companyRules,
  companyTexts,
} from '~/features/company/index.ts';
import type { Schemas } from '~/shared/api/index.ts';
import { DataView, FormFailure, useProblemForm } from '~/shared/ui/index.ts';
import { notify } from '../ui/notify.ts';
import { Section } from '../ui/section.tsx';
import { changeBillingProfile, useBillingProfile } from './use-licence.ts';

/** Who the invoices of one licensee are for, by the operator's hand: after a merger, or for who cannot do it. */
export function BillingProfileSection({ id }: { id: string }) {
  const { t } = useTranslation('ops');
  const query = useBillingProfile(id);
  return (
    <Section title={t('profile.title')} intro={t('profile.intro')}>
      <DataView query={query}>{(profile) => <Form key={profile?.revision ?? 0} id={id} profile={profile} />}</DataView>
    </Section>
  );
}

function Form({ id, profile }: { id: string; profile: Schemas['BillingProfileView'] | null }) {
  const { t } = useTranslation(['ops', 'common']);
  const form = useProblemForm<CompanyValues>({
    initialValues: companyTexts(profile),
    validate: companyRules((value) => (value.trim() === '' ? t('profile.missing') : null)),
  });
  return (
    <form
      noValidate
      onSubmit={form.send(async (values) => {
        await changeBillingProfile(id, { ...companyOf(values), revision: profile?.revision ?? 0 });
        notify(t('profile.saved'));
      })}
    >
      <Stack>
        <CompanyFields form={form} />
        <VatCheck check={profile?.vatCheck ?? null} />
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
