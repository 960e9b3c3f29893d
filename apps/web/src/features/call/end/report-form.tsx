import { Button, Card, Group, Radio, Stack, Text, Textarea, Title } from '@mantine/core';
import { Flag } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isProblem, type Schemas, unwrap } from '~/shared/api/index.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';

type Kind = Schemas['ReportCall']['kind'];

/** Tells the licensee's staff what was wrong; they see the course of the call with it (S10.5). */
export function ReportProblem({ callId }: { callId: string }) {
  const { t } = useTranslation(['call', 'common']);
  const [step, setStep] = useState<'closed' | 'open' | 'sent'>('closed');
  const form = useProblemForm<{ kind: Kind; text: string }>({
    mode: 'controlled',
    initialValues: { kind: 'sound', text: '' },
    validate: { text: (value) => (value.trim() === '' ? t('call:report.empty') : null) },
  });
  const kinds: Record<Kind, string> = {
    sound: t('call:report.kind.sound'),
    billing: t('call:report.kind.billing'),
    conduct: t('call:report.kind.conduct'),
    other: t('call:report.kind.other'),
  };
  const send = form.send(async ({ kind, text }) => {
    const body = { kind, text: text.trim() };
    try {
      await unwrap(api.POST('/v1/calls/{id}/report', { params: { path: { id: callId } }, body }));
    } catch (error) {
      if (!isProblem(error, 'already-reported')) throw error;
      form.setFieldError('kind', t('call:report.already'));
      return;
    }
    setStep('sent');
    announce(t('call:report.sent'));
  });
  if (step === 'sent') return <Text>{t('call:report.sent')}</Text>;
  if (step === 'closed')
    return (
      <Group>
        <Button variant="default" leftSection={<Flag size={18} aria-hidden />} onClick={() => setStep('open')}>
          {t('call:report.open')}
        </Button>
      </Group>
    );
  return (
    <Card withBorder component="section" aria-label={t('call:report.open')}>
      <form onSubmit={send} noValidate>
        <Stack>
          <Title order={2} size="h4">
            {t('call:report.open')}
          </Title>
          <Radio.Group label={t('call:report.what')} {...form.getInputProps('kind')}>
            <Stack gap="xs" mt="xs">
              {(Object.keys(kinds) as Kind[]).map((kind) => (
                <Radio key={kind} value={kind} label={kinds[kind]} />
              ))}
            </Stack>
          </Radio.Group>
          <Textarea
            label={t('call:report.text')}
            description={t('call:report.attached')}
            required
            maxLength={2000}
            autosize
            minRows={3}
            {...form.getInputProps('text')}
          />
          <FormFailure failure={form.failure} />
          <Group>
            <Button type="submit" loading={form.isSending}>
              {t('call:report.send')}
            </Button>
            <Button variant="default" onClick={() => setStep('closed')}>
              {t('common:action.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
