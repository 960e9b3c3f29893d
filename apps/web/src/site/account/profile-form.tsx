import { Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { boot } from '~/shared/boot.ts';
import { countryOptions } from '~/shared/countries.ts';
import { queryClient } from '~/shared/query.ts';
import { FormFailure, useProblemForm } from '~/shared/ui/index.ts';
import { keys } from '../lib/keys.ts';
import { languageName } from '../lib/time.ts';

export function ProfileForm({ me }: { me: Schemas['MeResponse'] }) {
  const { t } = useTranslation('site');
  const common = useTranslation('common').t;
  const countries = useMemo(countryOptions, []);
  const form = useProblemForm({
    initialValues: { displayName: me.displayName, locale: me.locale, billingCountry: me.billingCountry ?? '' },
  });
  const save = form.send(async ({ billingCountry, ...body }) => {
    const saved = await unwrap(
      api.PATCH('/v1/me', { body: { ...body, billingCountry: billingCountry === '' ? null : billingCountry } }),
    );
    queryClient.setQueryData(keys.me, saved);
    void queryClient.invalidateQueries({ queryKey: keys.tax });
    notifications.show({ message: common('action.saved') });
  });
  return (
    <form onSubmit={save} style={{ maxWidth: '24rem' }}>
      <Stack>
        <TextInput label={common('field.email')} value={me.email} readOnly description={t('account.emailText')} />
        <TextInput
          label={common('field.displayName')}
          description={t('signUp.nameText')}
          autoComplete="nickname"
          required
          maxLength={80}
          {...form.getInputProps('displayName')}
        />
        <NativeSelect
          label={common('language.label')}
          description={t('account.languageText')}
          data={[...new Set([...boot.site.locales, me.locale])].map((value) => ({
            value,
            label: languageName(value),
          }))}
          {...form.getInputProps('locale')}
        />
        <NativeSelect
          label={t('account.country')}
          description={t('account.countryText')}
          data={[{ value: '', label: t('account.countryUnsaid') }, ...countries]}
          autoComplete="country"
          {...form.getInputProps('billingCountry')}
        />
        <FormFailure failure={form.failure} />
        <Button type="submit" loading={form.isSending} style={{ alignSelf: 'flex-start' }}>
          {common('action.save')}
        </Button>
      </Stack>
    </form>
  );
}
