import { Stack, Switch } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { DataView, FormFailure, LoadingState, announce, useProblemText } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';

const KEY = ['user-invoice-rules'];

/** Whether users get an invoice of each month. */
export function UserInvoiceRules() {
  const { t } = useTranslation('admin');
  const words = useProblemText();
  const query = useQuery({ queryKey: KEY, queryFn: () => unwrap(api.GET('/v1/staff/user-invoices')) });
  const save = useMutation({
    mutationFn: (monthly: boolean) => unwrap(api.PUT('/v1/staff/user-invoices', { body: { monthly } })),
    onSuccess: (saved) => {
      queryClient.setQueryData(KEY, saved);
      announce(t('tax.userInvoices.saved'));
    },
  });
  return (
    <Section title={t('tax.userInvoices.title')} text={t('tax.userInvoices.text')}>
      <DataView query={query} loading={<LoadingState lines={1} height={36} />}>
        {({ monthly }) => (
          <Stack>
            <Switch
              label={t('tax.userInvoices.on')}
              checked={save.isPending ? save.variables : monthly}
              disabled={save.isPending}
              onChange={(event) => save.mutate(event.currentTarget.checked)}
            />
            <FormFailure failure={save.error && words(save.error)} />
          </Stack>
        )}
      </DataView>
    </Section>
  );
}
