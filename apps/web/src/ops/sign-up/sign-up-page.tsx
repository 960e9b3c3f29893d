import { Anchor, Button, Group, PasswordInput, Radio, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CompanyFields, type CompanyValues, companyOf, companyRules, companyTexts } from '~/features/company/index.ts';
import { type Schemas, api, isProblem, sendOnce, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { DataView, EmptyState, FormFailure, LanguageSelect, Page, useProblemForm } from '~/shared/ui/index.ts';
import { PlanTerms } from '../plans/plan-terms.tsx';
import { Section } from '../ui/section.tsx';

type Values = CompanyValues & Record<'brandName' | 'slug' | 'password' | 'planId', string>;

const PLANS = ['offered-plans'];

/** Where a company becomes a licensee by itself. */
export function SignUpPage() {
  const { t } = useTranslation('ops');
  const [done, setDone] = useState<Schemas['SignedUpLicensee'] | null>(null);
  const plans = useQuery({ queryKey: PLANS, queryFn: () => unwrap(api.GET('/v1/offered-plans')) });
  if (done) return <Done made={done} />;
  return (
    <Stack maw={760} mx="auto" py="xl" gap="lg">
      <Page title={t('signUp.title')} intro={t('signUp.intro')}>
        <DataView
          query={plans}
          isEmpty={({ data }) => data.length === 0}
          empty={<EmptyState title={t('signUp.noPlans')} text={t('signUp.noPlansText')} />}
        >
          {({ data }) => <Form plans={data} onDone={setDone} />}
        </DataView>
        <Group justify="center">
          <LanguageSelect />
        </Group>
      </Page>
    </Stack>
  );
}

function Form({
  plans,
  onDone,
}: {
  plans: readonly Schemas['PlanView'][];
  onDone: (made: Schemas['SignedUpLicensee']) => void;
}) {
  const { t, i18n } = useTranslation('ops');
  const [isGone, setGone] = useState(false);
  const missing = (value: string): string | null => (value.trim() === '' ? t('plans.missing') : null);
  const form = useProblemForm<Values>({
    initialValues: {
      ...companyTexts(null),
      brandName: '',
      slug: '',
      password: '',
      planId: plans[0]?.id ?? '',
    },
    validate: {
      ...companyRules(missing),
      brandName: missing,
      slug: (value) => (/^[a-z0-9]([a-z0-9-]{1,38}[a-z0-9])$/.test(value) ? null : t('signUp.slugWrong')),
      password: (value) => (value.length < 10 ? t('create.passwordWrong') : null),
    },
  });
  return (
    <form
      noValidate
      onSubmit={form.send(async (values) => {
        setGone(false);
        try {
          onDone(
            await sendOnce(`sign-up:${values.slug.trim()}`, ({ header }) =>
              unwrap(
                api.POST('/v1/licensee-sign-ups', {
                  params: { header },
                  body: {
                    ...companyOf(values),
                    brandName: values.brandName.trim(),
                    slug: values.slug.trim(),
                    password: values.password,
                    planId: values.planId,
                    locale: i18n.language.startsWith('de') ? 'de' : 'en',
                    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
                  },
                }),
              ),
            ),
          );
        } catch (error) {
          if (isProblem(error, 'plan-not-offered', 'plan-archived')) {
            setGone(true);
            // What else there is, by now.
            await queryClient.invalidateQueries({ queryKey: PLANS });
            return;
          }
          if (!isProblem(error, 'slug-taken', 'host-taken')) throw error;
          form.setFieldError('slug', t('create.slugTaken'));
          form.getInputNode('slug')?.focus();
        }
      })}
    >
      <Stack gap="lg">
        <Section title={t('signUp.plan')}>
          <Radio.Group aria-label={t('signUp.plan')} {...form.getInputProps('planId')}>
            <Stack>
              {plans.map(({ id, name, terms, currency }) => (
                <Radio
                  key={id}
                  value={id}
                  label={name}
                  description={<PlanTerms terms={terms} currency={currency} />}
                  styles={{ description: { fontSize: 'inherit' } }}
                />
              ))}
            </Stack>
          </Radio.Group>
        </Section>
        <Section title={t('signUp.companyTitle')} intro={t('signUp.companyText')}>
          <CompanyFields form={form} />
        </Section>
        <Section title={t('signUp.site')}>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput label={t('signUp.brandName')} required {...form.getInputProps('brandName')} />
            <TextInput
              label={t('signUp.slug')}
              description={t('signUp.slugText')}
              required
              {...form.getInputProps('slug')}
            />
            <PasswordInput
              label={t('signUp.password')}
              description={t('signUp.passwordText')}
              autoComplete="new-password"
              required
              visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
              {...form.getInputProps('password')}
            />
          </SimpleGrid>
        </Section>
        <FormFailure failure={isGone ? t('signUp.planGone') : form.failure} />
        <Group>
          <Button type="submit" loading={form.isSending}>
            {t('signUp.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Done({ made: { host, adminUrl } }: { made: Schemas['SignedUpLicensee'] }) {
  const { t } = useTranslation('ops');
  return (
    <Stack maw={760} mx="auto" py="xl">
      <Page title={t('signUp.done')} intro={t('signUp.doneText', { host })}>
        <Text>{t('signUp.next')}</Text>
        <Anchor href={adminUrl} underline="always">
          {adminUrl}
        </Anchor>
      </Page>
    </Stack>
  );
}
