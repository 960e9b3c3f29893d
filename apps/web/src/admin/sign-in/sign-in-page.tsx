import { Alert, Anchor, Button, Card, Container, Group, PasswordInput, Stack, TextInput, Title } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, signIn } from '~/shared/api/index.ts';
import { boot } from '~/shared/boot.ts';
import {
  BrandMark,
  ColorSchemeToggle,
  FormFailure,
  LanguageSelect,
  useProblemForm,
  useProblemText,
} from '~/shared/ui/index.ts';
import { accessRefusal } from './operator-access.ts';

/** Where the other faces of this host begin. */
const FACE_PATHS: Readonly<Record<string, string>> = { site: '/sign-in', pro: '/pro/' };

export function SignInPage() {
  const { t } = useTranslation('admin');
  useEffect(() => {
    document.title = `${t('signIn.title')} · ${boot.site.name}`;
  }, [t]);
  return (
    <Container component="main" id="main" size={440} py="xl">
      <Stack>
        <Group justify="space-between">
          <BrandMark />
          <Group gap="xs">
            <LanguageSelect />
            <ColorSchemeToggle />
          </Group>
        </Group>
        <Card withBorder p="lg">
          <Stack>
            <Title order={1} size="h2">
              {t('signIn.title')}
            </Title>
            <AccessRefused />
            <SignInForm />
          </Stack>
        </Card>
      </Stack>
    </Container>
  );
}

function AccessRefused() {
  const { t } = useTranslation('admin');
  const words = useProblemText();
  const refusal = accessRefusal();
  if (refusal === undefined) return null;
  return (
    <Alert variant="outline" color="danger" icon={<TriangleAlert aria-hidden />} role="alert">
      {isProblem(refusal, 'invalid-access-code') ? t('signIn.codeUsed') : words(refusal)}
    </Alert>
  );
}

function SignInForm() {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation('common');
  const [otherFace, setOtherFace] = useState<string | null>(null);
  const form = useProblemForm({ mode: 'uncontrolled', initialValues: { email: '', password: '' } });
  const submit = form.send(async (values) => {
    setOtherFace(null);
    try {
      await signIn(values);
    } catch (error) {
      if (!isProblem(error, 'wrong-face')) throw error;
      setOtherFace(String(error.extensions['face']));
    }
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={common('field.email')}
          type="email"
          autoComplete="username"
          required
          key={form.key('email')}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={common('field.password')}
          autoComplete="current-password"
          required
          key={form.key('password')}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
          {...form.getInputProps('password')}
        />
        <WrongFace face={otherFace} />
        <FormFailure failure={form.failure} />
        <Button type="submit" loading={form.isSending}>
          {common('action.signIn')}
        </Button>
        <Anchor href="/admin/forgotten-password" size="sm">
          {t('signIn.forgotten')}
        </Anchor>
      </Stack>
    </form>
  );
}

function WrongFace({ face }: { face: string | null }) {
  const { t } = useTranslation('admin');
  if (face === null) return null;
  const path = FACE_PATHS[face];
  return (
    <Alert variant="outline" color="warning" icon={<TriangleAlert aria-hidden />} role="alert">
      <Stack gap="xs" align="flex-start">
        {face === 'pro' ? t('signIn.isAdvisor') : face === 'site' ? t('signIn.isCaller') : t('signIn.isOperator')}
        {path !== undefined && <Anchor href={path}>{t(face === 'pro' ? 'signIn.toPro' : 'signIn.toSite')}</Anchor>}
      </Stack>
    </Alert>
  );
}
