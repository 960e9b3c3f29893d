import { Button, List, Radio, Select, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { FormFailure, useProblemForm } from '~/shared/ui/index.ts';
import { countryChoices } from './countries.ts';
import { forgetAccount, openAccount } from './queries.ts';
import { useStripePage } from './use-stripe-page.ts';

interface Values extends Record<string, unknown> {
  country: string | null;
  entityType: 'individual' | 'company';
}

/** Before leaving: who Stripe is, what is asked, how long it takes [A6.1]. */
export function OpenAccount({ isCompany }: { isCompany: boolean }) {
  const { t } = useTranslation('payouts');
  const client = useQueryClient();
  const countries = useMemo(countryChoices, []);
  const { leave, isLeaving } = useStripePage();
  const form = useProblemForm<Values>({
    initialValues: { country: null, entityType: isCompany ? 'company' : 'individual' },
    validate: { country: (country) => (country === null ? t('open.countryNeeded') : null) },
  });
  const send = form.send(async ({ country, entityType }) => {
    await openAccount({ country: country ?? '', entityType }).catch(async (error: unknown) => {
      // Another tab may have opened it.
      await forgetAccount(client);
      throw error;
    });
    // From here on there is an account: when the page cannot be had, the account is shown with the way to it.
    await leave().catch(async () => forgetAccount(client));
  });
  return (
    <form onSubmit={send} noValidate>
      <Stack align="stretch">
        <List size="sm" spacing={4}>
          <List.Item>{t('open.who')}</List.Item>
          <List.Item>{t('open.what')}</List.Item>
          <List.Item>{t('open.howLong')}</List.Item>
        </List>
        <Select
          label={t('open.country')}
          description={t('open.countryHint')}
          placeholder={t('open.choose')}
          data={countries}
          searchable
          required
          maw="24rem"
          {...form.getInputProps('country')}
        />
        <Radio.Group label={t('open.payee')} {...form.getInputProps('entityType')}>
          <Stack gap="xs" mt="xs">
            <Radio value="individual" label={t('open.individual')} />
            <Radio value="company" label={t('open.company')} />
          </Stack>
        </Radio.Group>
        <FormFailure failure={form.failure} />
        <div>
          <Button
            type="submit"
            loading={form.isSending || isLeaving}
            rightSection={<ExternalLink size={16} aria-hidden />}
          >
            {t('open.action')}
          </Button>
        </div>
        <Text size="sm" c="dimmed">
          {t('open.sameTab')}
        </Text>
      </Stack>
    </form>
  );
}
