import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { Navigate, useNavigate } from '@tanstack/react-router';
import { Info } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, signIn, useSession } from '~/shared/api/index.ts';
import { FormFailure, Page, useProblemForm } from '~/shared/ui/index.ts';
import { mustAgree } from './consents.ts';
import { LinkAnchor } from '../lib/links.tsx';
import { routeOf } from '../lib/paths.ts';
import { useSearchOf } from '../lib/route-state.ts';
import { nextSearch } from './next.ts';

const FACES: Readonly<Record<string, string>> = { pro: '/pro/', admin: '/admin/' };

/** The account is right and the door is wrong: the link to the right one. */
function OtherDoor({ face }: { face: string }) {
  const { t } = useTranslation('site');
  return (
    <Alert variant="outline" color="brand" icon={<Info aria-hidden />} role="alert">
      <Text>{face === 'pro' ? t('signIn.isAdvisor') : t('signIn.isStaff')}</Text>
      <Anchor href={FACES[face]}>{t('signIn.otherDoor')}</Anchor>
    </Alert>
  );
}

export default function SignInPage() {
  const { t } = useTranslation('site');
  const common = useTranslation('common').t;
  const { next = '/' } = useSearchOf(nextSearch);
  const navigate = useNavigate();
  const { status } = useSession();
  const [face, setFace] = useState<string | null>(null);
  const form = useProblemForm({ initialValues: { email: '', password: '' } });
  const enter = form.send(async (values) => {
    setFace(null);
    try {
      await signIn(values);
    } catch (error) {
      const right = isProblem(error, 'wrong-face') ? String(error.extensions['face']) : '';
      if (right in FACES) return setFace(right);
      throw error;
    }
    if (await mustAgree()) await navigate({ to: '/consent', search: { next }, replace: true });
    else await navigate({ ...routeOf(next), replace: true });
  });
  if (status === 'signed_in' && !form.isSending) return <Navigate {...routeOf(next)} replace />;
  return (
    <Page title={t('signIn.title')} intro={next === '/' ? undefined : t('signIn.backAfter')}>
      <form onSubmit={enter} style={{ maxWidth: '24rem', width: '100%' }}>
        <Stack>
          <TextInput
            type="email"
            label={common('field.email')}
            autoComplete="username"
            required
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label={common('field.password')}
            autoComplete="current-password"
            required
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword'), tabIndex: 0 }}
            {...form.getInputProps('password')}
          />
          {face !== null && <OtherDoor face={face} />}
          <FormFailure failure={form.failure} />
          <Button type="submit" loading={form.isSending}>
            {common('action.signIn')}
          </Button>
          <Text size="sm">
            {t('signIn.noAccount')}{' '}
            <LinkAnchor to="/sign-up" search={next === '/' ? {} : { next }} inherit underline="always">
              {t('nav.signUp')}
            </LinkAnchor>
          </Text>
          <Text size="sm" c="dimmed">
            <LinkAnchor to="/forgotten-password" inherit underline="always">
              {t('signIn.forgotten')}
            </LinkAnchor>
          </Text>
        </Stack>
      </form>
    </Page>
  );
}
