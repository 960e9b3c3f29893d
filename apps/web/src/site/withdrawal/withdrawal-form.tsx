import { Button, Card, Group, Stack, Text, TextInput, Textarea, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { LinkButton } from '../lib/links.tsx';
import { type Declared, declareWithdrawal } from './data.ts';
import { Received } from './received.tsx';

interface Values extends Record<string, unknown> {
  name: string;
  email: string;
  words: string;
}

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** For who cannot, or does not want to, sign in: who, how to reach them and what they withdraw from; then "confirm withdrawal". */
export function WithdrawalForm() {
  const { t, i18n } = useTranslation('withdrawal');
  const [isChecking, setChecking] = useState(false);
  const [done, setDone] = useState<(Declared & { email: string }) | null>(null);
  const needed = (value: string): string | null => (value.trim() === '' ? t('form.empty') : null);
  const form = useProblemForm<Values>({
    mode: 'controlled',
    initialValues: { name: '', email: '', words: '' },
    validate: {
      name: needed,
      email: (value) => (ADDRESS.test(value.trim()) ? null : t('form.emailWrong')),
      words: needed,
    },
  });
  const { name, email, words } = form.values;
  const send = form.send(async () => {
    if (!isChecking) return setChecking(true);
    const body = { name: name.trim(), email: email.trim(), words: words.trim() };
    const kept = await declareWithdrawal({ ...body, locale: i18n.language === 'de' ? 'de' : 'en' }).catch(
      (error: unknown) => {
        // What is wrong is at its field.
        setChecking(false);
        throw error;
      },
    );
    announce(t('form.done', { time: dateTime(kept.receivedAt) }));
    setDone({ ...kept, email: body.email });
  });
  if (done)
    return (
      <Received title={t('form.done', { time: dateTime(done.receivedAt) })}>
        <Text style={{ whiteSpace: 'pre-wrap' }}>{words.trim()}</Text>
        <Text>{t('form.doneText', { email: done.email })}</Text>
      </Received>
    );
  return (
    <Stack gap="xl" maw="40rem">
      <Group gap="sm">
        <Text>{t('signInFirst')}</Text>
        <LinkButton to="/sign-in" search={{ next: '/withdraw' }} variant="default">
          {t('signIn')}
        </LinkButton>
      </Group>
      <Card withBorder component="section" aria-labelledby="withdraw-form">
        <form onSubmit={send} noValidate>
          <Stack>
            <Title order={2} size="h4" id="withdraw-form">
              {isChecking ? t('own.check') : t('form.title')}
            </Title>
            {isChecking ? (
              <>
                <Text>
                  {name.trim()}, {email.trim()}
                </Text>
                <Text style={{ whiteSpace: 'pre-wrap' }}>{words.trim()}</Text>
              </>
            ) : (
              <>
                <TextInput
                  label={t('form.name')}
                  autoComplete="name"
                  required
                  maxLength={80}
                  {...form.getInputProps('name')}
                />
                <TextInput
                  label={t('form.email')}
                  type="email"
                  autoComplete="email"
                  required
                  maxLength={254}
                  {...form.getInputProps('email')}
                />
                <Textarea
                  label={t('form.words')}
                  description={t('form.wordsText')}
                  required
                  autosize
                  minRows={3}
                  maxLength={2000}
                  {...form.getInputProps('words')}
                />
              </>
            )}
            <FormFailure failure={form.failure} />
            <Group>
              {isChecking && (
                <Button variant="default" onClick={() => setChecking(false)}>
                  {t('own.back')}
                </Button>
              )}
              <Button type="submit" loading={form.isSending}>
                {isChecking ? t('own.confirm') : t('form.next')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Card>
    </Stack>
  );
}
