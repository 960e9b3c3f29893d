import { Button, Card, Group, Radio, Stack, Text, Textarea, Title } from '@mantine/core';
import { MessageSquareWarning } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { useComplaintActs } from './queries.ts';

type Kind = Schemas['ComplainAboutCall']['kind'];
const KINDS = ['sound', 'billing', 'advice', 'conduct', 'other'] as const satisfies readonly Kind[];

/** What was wrong with a paid call, while there is time to say it [K3]. */
export function ComplaintForm({ callId, until }: { callId: string; until: string }) {
  const { t } = useTranslation(['complaints', 'common']);
  const { complain } = useComplaintActs();
  const [isOpen, setOpen] = useState(false);
  const form = useProblemForm<{ kind: Kind; text: string }>({
    mode: 'controlled',
    initialValues: { kind: 'sound', text: '' },
    validate: { text: (text) => (text.trim() === '' ? t('site.empty') : null) },
  });
  const send = form.send(async ({ kind, text }) => {
    await complain(callId, { kind, text: text.trim() });
    announce(t('site.sent'));
  });
  if (!isOpen)
    return (
      <Group>
        <Button
          variant="default"
          leftSection={<MessageSquareWarning size={18} aria-hidden />}
          onClick={() => setOpen(true)}
        >
          {t('site.open')}
        </Button>
      </Group>
    );
  return (
    <Card withBorder component="section" aria-label={t('site.open')}>
      <form onSubmit={send} noValidate>
        <Stack>
          <Title order={2} size="h4">
            {t('site.open')}
          </Title>
          <Text>{t('site.until', { until: dateTime(until) })}</Text>
          <Radio.Group label={t('site.what')} {...form.getInputProps('kind')}>
            <Stack gap="xs" mt="xs">
              {KINDS.map((kind) => (
                <Radio key={kind} value={kind} label={t(`kind.${kind}`)} />
              ))}
            </Stack>
          </Radio.Group>
          <Textarea
            label={t('site.text')}
            description={t('site.textHint')}
            required
            maxLength={2000}
            autosize
            minRows={3}
            {...form.getInputProps('text')}
          />
          <FormFailure failure={form.failure} />
          <Group>
            <Button type="submit" loading={form.isSending}>
              {t('site.send')}
            </Button>
            <Button variant="default" onClick={() => setOpen(false)}>
              {t('common:action.cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
