import {
  Checkbox,
  Group,
  MultiSelect,
  PasswordInput,
  Select,
  SimpleGrid,
  Stack,
  TextInput,
  Button,
} from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { boot } from '~/shared/boot.ts';
import { countryOptions } from '~/shared/countries.ts';
import { parseMoney, percent } from '~/shared/format.ts';
import { LANGUAGES } from '~/shared/i18n.ts';
import { parsePercent } from '~/shared/percent.ts';
import { FormFailure, Page, announce, useProblemForm } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { usePricing } from './data.ts';
import { SPOKEN, languageName } from './languages.ts';
import { useInviteAdvisor } from './invite.ts';

const optional = (typed: string): boolean => typed.trim() === '';

/** A new advisor with a sign-in of their own [L4]. */
export function InvitePage() {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation('common');
  const navigate = useNavigate();
  const pricing = usePricing();
  const invite = useInviteAdvisor();
  const [limit, setLimit] = useState<string | null>(null);
  const rateFault = (typed: string): string | null =>
    optional(typed) || (parseMoney(typed) ?? 0) > 0 ? null : t('advisors.invite.rateInvalid');
  const form = useProblemForm(
    {
      initialValues: {
        email: '',
        displayName: '',
        password: '',
        headline: '',
        languages: [boot.locale.slice(0, 2)] as string[],
        locale: boot.locale,
        country: '',
        voiceRate: '',
        videoRate: '',
        share: '',
        pending: false,
      },
      validate: {
        email: (email) => (email.includes('@') ? null : t('advisors.invite.emailInvalid')),
        displayName: (name) => (name.trim() === '' ? t('advisors.field.nameNeeded') : null),
        password: (password) => (password.length < 10 ? t('advisors.invite.passwordShort') : null),
        languages: (languages) => (languages.length === 0 ? t('advisors.invite.languageNeeded') : null),
        country: (country) => (country === '' ? t('advisors.invite.countryNeeded') : null),
        voiceRate: rateFault,
        videoRate: rateFault,
        share: (share) => (optional(share) || parsePercent(share) !== undefined ? null : t('advisors.share.invalid')),
      },
    },
    { voiceRateMinor: 'voiceRate', videoRateMinor: 'videoRate', shareBp: 'share' },
  );
  const send = form.send(async (values) => {
    setLimit(null);
    const advisor = await invite(values, form.setFieldError, setLimit);
    if (!advisor) return;
    announce(t('advisors.invite.done', { name: advisor.displayName }));
    await navigate({ to: '/advisors/$id', params: { id: advisor.id } });
  });
  const currency = boot.site.currency;
  return (
    <Page title={t('advisors.invite.title')} intro={t('advisors.invite.intro')}>
      <form onSubmit={send} noValidate>
        <Stack maw={720}>
          <Section title={t('advisors.invite.account')}>
            <TextInput
              type="email"
              label={common('field.email')}
              autoComplete="off"
              required
              maxLength={254}
              {...form.getInputProps('email')}
            />
            <TextInput
              label={t('advisors.field.name')}
              required
              maxLength={80}
              {...form.getInputProps('displayName')}
            />
            <PasswordInput
              label={t('advisors.invite.password')}
              description={t('advisors.invite.passwordHint')}
              autoComplete="new-password"
              required
              visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
              {...form.getInputProps('password')}
            />
            <Select
              label={t('advisors.invite.locale')}
              allowDeselect={false}
              data={LANGUAGES.map((value) => ({ value, label: languageName(value) }))}
              {...form.getInputProps('locale')}
            />
            <Select
              label={t('advisors.invite.country')}
              description={t('advisors.invite.countryHint')}
              required
              searchable
              data={countryOptions()}
              {...form.getInputProps('country')}
            />
          </Section>
          <Section title={t('advisors.profile')} text={t('advisors.invite.profileText')}>
            <TextInput label={t('advisors.field.headline')} maxLength={120} {...form.getInputProps('headline')} />
            <MultiSelect
              label={t('advisors.languages')}
              required
              searchable
              maxValues={10}
              data={SPOKEN.map((value) => ({ value, label: languageName(value) }))}
              {...form.getInputProps('languages')}
            />
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <TextInput
                label={t('advisors.invite.voiceRate', { currency })}
                description={t('advisors.invite.rateHint')}
                inputMode="decimal"
                {...form.getInputProps('voiceRate')}
              />
              <TextInput
                label={t('advisors.invite.videoRate', { currency })}
                description={t('advisors.invite.rateHint')}
                inputMode="decimal"
                {...form.getInputProps('videoRate')}
              />
            </SimpleGrid>
          </Section>
          <Section title={t('advisors.invite.terms')}>
            <TextInput
              label={t('advisors.share.percent')}
              description={
                pricing.data
                  ? t('advisors.invite.shareHintOf', { share: percent(pricing.data.advisorShareBp) })
                  : t('advisors.invite.shareHint')
              }
              inputMode="decimal"
              {...form.getInputProps('share')}
            />
            <Checkbox
              label={t('advisors.invite.pending')}
              description={t('advisors.invite.pendingHint')}
              {...form.getInputProps('pending', { type: 'checkbox' })}
            />
          </Section>
          <FormFailure failure={limit ?? form.failure} />
          <Group>
            <Button type="submit" loading={form.isSending}>
              {t('advisors.invite.action')}
            </Button>
            <Button component={Link} to="/advisors" variant="default">
              {common('action.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Page>
  );
}
