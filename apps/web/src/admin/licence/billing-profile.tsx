import { Button, Group, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import {
  CompanyFields,
  type CompanyValues,
  VatCheck,
  companyOf,
  companyRules,
  companyTexts,
} from '~/features/company/index.ts';
import { api, unwrap } from '~/shared/api/index.ts';
import { DataView, FormFailure, useProblemForm } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { type Profile, changed, useProfile } from './use-licence.ts';

/** Who the invoices are for. */
export function BillingProfile() {
  const { t } = useTranslation('admin');
  const query = useProfile();
  return (
    <Section title={t('licence.profile.title')} text={t('licence.profile.text')}>
      <DataView query={query}>{(profile) => <Form key={profile.revision} profile={profile} />}</DataView>
    </Section>
  );
}

function Form({ profile }: { profile: Profile }) {
  const { t } = useTranslation(['admin', 'common']);
  const form = useProblemForm<CompanyValues>({
    initialValues: companyTexts(profile),
    validate: companyRules((value) => (value.trim() === '' ? t('licence.profile.missing') : null)),
  });
  return (
    <form
      noValidate
      onSubmit={form.send(async (values) => {
        const body = { ...companyOf(values), revision: profile.revision };
        await unwrap(api.PUT('/v1/staff/licence/billing-profile', { body }));
        await changed();
        notifications.show({ color: 'success', message: t('common:action.saved') });
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
