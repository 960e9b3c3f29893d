import { Alert, Button, NativeSelect, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { Navigate, useNavigate } from '@tanstack/react-router';
import { Info } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Schemas, signUp, useSession } from '~/shared/api/index.ts';
import { useBrand } from '~/shared/brand.ts';
import { countryOptions } from '~/shared/countries.ts';
import { DataView, FormFailure, LoadingState, Page, useProblemForm } from '~/shared/ui/index.ts';
import { type LegalHead, useLegalHeads } from '../legal/legal-texts.ts';
import { AdultBox, LegalConsentBox, MarketingBox } from './consent-boxes.tsx';
import { mustAgree, recordConsents } from './consents.ts';
import { LinkAnchor } from '../lib/links.tsx';
import { routeOf } from '../lib/paths.ts';
import { useTax } from '../lib/tax.ts';
import { useSearchOf } from '../lib/route-state.ts';
import { nextSearch } from './next.ts';

const DRAFT = 'sign-up-draft';
const MIN_PASSWORD = 10;

/** Name and address outlive an error and a reload; the password and the boxes never do. */
function draft(): { email?: string; displayName?: string } {
  try {
    return JSON.parse(sessionStorage.getItem(DRAFT) ?? '{}') as { email?: string; displayName?: string };
  } catch {
    return {};
  }
}

const keepDraft = ({ email, displayName }: { email: string; displayName: string }): void =>
  sessionStorage.setItem(DRAFT, JSON.stringify({ email, displayName }));

const agreed = ({ kind, version, locale }: LegalHead): Schemas['ConsentInput'][] =>
  kind === 'terms' || kind === 'privacy' ? [{ kind, version, locale, granted: true }] : [];

function useSignUpForm(heads: readonly LegalHead[]) {
  const { t, i18n } = useTranslation('site');
  const { next = '/' } = useSearchOf(nextSearch);
  const navigate = useNavigate();
  const has = (kind: LegalHead['kind']): boolean => heads.some((head) => head.kind === kind);
  const ticked = (value: unknown): string | null => (value === true ? null : t('consent.needed'));
  const form = useProblemForm({
    initialValues: {
      displayName: '',
      email: '',
      ...draft(),
      password: '',
      billingCountry: '',
      adult: false,
      terms: false,
      privacy: false,
      marketing: false,
    },
    validate: {
      password: (value) => (value.length < MIN_PASSWORD ? t('signUp.passwordShort', { count: MIN_PASSWORD }) : null),
      adult: ticked,
      terms: (value) => (has('terms') ? ticked(value) : null),
      privacy: (value) => (has('privacy') ? ticked(value) : null),
    },
    onValuesChange: keepDraft,
  });
  const send = form.send(async ({ displayName, email, password, billingCountry, marketing }) => {
    const locale = i18n.language.startsWith('de') ? 'de' : 'en';
    await signUp({
      displayName,
      email,
      password,
      locale,
      adult: true,
      ...(billingCountry === '' ? {} : { billingCountry }),
    });
    sessionStorage.removeItem(DRAFT);
    // Should this not arrive, the gate asks again before anything is bought.
    await recordConsents([
      ...heads.flatMap(agreed),
      { kind: 'age', locale, granted: true },
      { kind: 'marketing', locale, granted: marketing },
    ]).catch(() => undefined);
    if (await mustAgree()) await navigate({ to: '/consent', search: { next }, replace: true });
    else await navigate({ ...routeOf(next), replace: true });
  });
  return { form, send };
}

function SignUpForm({ heads }: { heads: readonly LegalHead[] }) {
  const { t } = useTranslation('site');
  const common = useTranslation('common').t;
  const { next = '/' } = useSearchOf(nextSearch);
  const { status } = useSession();
  const { form, send } = useSignUpForm(heads);
  const isByCountry = useTax()?.place === 'customer';
  const countries = useMemo(countryOptions, []);
  const terms = heads.find(({ kind }) => kind === 'terms');
  const privacy = heads.find(({ kind }) => kind === 'privacy');
  const box = (name: 'adult' | 'terms' | 'privacy' | 'marketing'): object =>
    form.getInputProps(name, { type: 'checkbox' });
  if (status === 'signed_in' && !form.isSending) return <Navigate {...routeOf(next)} replace />;
  return (
    <form onSubmit={send} noValidate style={{ maxWidth: '28rem', width: '100%' }}>
      <Stack>
        <TextInput
          label={common('field.displayName')}
          description={t('signUp.nameText')}
          autoComplete="nickname"
          required
          maxLength={80}
          {...form.getInputProps('displayName')}
        />
        <TextInput
          type="email"
          label={common('field.email')}
          autoComplete="username"
          required
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={common('field.password')}
          description={t('signUp.passwordText', { count: MIN_PASSWORD })}
          autoComplete="new-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword'), tabIndex: 0 }}
          {...form.getInputProps('password')}
        />
        {isByCountry && (
          <NativeSelect
            label={t('account.country')}
            description={t('account.countryText')}
            data={[{ value: '', label: t('account.countryUnsaid') }, ...countries]}
            autoComplete="country"
            {...form.getInputProps('billingCountry')}
          />
        )}
        <AdultBox input={box('adult')} />
        {terms && <LegalConsentBox kind="terms" head={terms} input={box('terms')} />}
        {privacy && <LegalConsentBox kind="privacy" head={privacy} input={box('privacy')} />}
        <MarketingBox input={box('marketing')} />
        <FormFailure failure={form.failure} />
        <Button type="submit" loading={form.isSending}>
          {t('signUp.submit')}
        </Button>
        <Text size="sm">
          {t('signUp.hasAccount')}{' '}
          <LinkAnchor to="/sign-in" search={next === '/' ? {} : { next }} inherit underline="always">
            {common('action.signIn')}
          </LinkAnchor>
        </Text>
      </Stack>
    </form>
  );
}

export default function SignUpPage() {
  const { t } = useTranslation('site');
  const { switches, open } = useBrand().site;
  const query = useLegalHeads();
  return (
    <Page title={t('signUp.title')} intro={t('signUp.intro')}>
      {open && switches.signUps ? (
        <DataView query={query} loading={<LoadingState lines={6} />}>
          {(heads) => <SignUpForm heads={heads} />}
        </DataView>
      ) : (
        <Alert variant="outline" color="warning" icon={<Info aria-hidden />}>
          {t('notice.signUpsOff')}
        </Alert>
      )}
    </Page>
  );
}
