import { Alert, Anchor, Button, Card, Code, Group, SimpleGrid, Stack, Text, TextInput, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  ConfirmButton,
  DataView,
  FormFailure,
  Page,
  announce,
  useProblemForm,
  useProblemText,
} from '~/shared/ui/index.ts';
import { NotFound } from '../shell/not-found.tsx';
import { LeaveGuard } from '../shell/leave-guard.tsx';
import { type MailTemplate, useTemplateActs, useTemplates } from './use-mail.ts';

/** The words of one mail in one language, beside what people will see. */
export function TemplatePage() {
  const { t } = useTranslation('mails');
  const { template, locale } = useParams({ strict: false }) as { template: string; locale: string };
  const query = useTemplates();
  const found = query.data?.find((one) => one.template === template && one.locale === locale);
  if (query.data && !found) return <NotFound />;
  return (
    <Page
      title={found ? t(`name.${found.template}`) : t('title')}
      intro={found && t(`locale.${found.locale}`)}
      actions={
        <Anchor component={Link} to="/mail">
          {t('toList')}
        </Anchor>
      }
    >
      <DataView query={query}>
        {() => found && <Editor key={`${template}.${locale}.${found.changedAt ?? ''}`} mail={found} />}
      </DataView>
    </Page>
  );
}

function Editor({ mail }: { mail: MailTemplate }) {
  const { t } = useTranslation(['mails', 'common']);
  const { save, reset, test } = useTemplateActs(mail.template, mail.locale);
  const form = useProblemForm({ mode: 'controlled', initialValues: { subject: mail.subject, body: mail.body } });
  const isDirty = form.values.subject !== mail.subject || form.values.body !== mail.body;
  const tell = (message: string): void => {
    notifications.show({ message, color: 'success' });
    announce(message);
  };
  const submit = form.send(async (words) => {
    await save.mutateAsync(words);
    tell(t('mails:editor.saved'));
  });
  return (
    <Stack>
      <LeaveGuard isDirty={isDirty} />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <form onSubmit={submit}>
          <Stack>
            <TextInput label={t('mails:editor.subject')} required maxLength={200} {...form.getInputProps('subject')} />
            <Textarea
              label={t('mails:editor.body')}
              description={mail.hasLink ? t('mails:editor.withButton') : t('mails:editor.withoutButton')}
              required
              autosize
              minRows={10}
              maxLength={5000}
              lang={mail.locale}
              {...form.getInputProps('body')}
            />
            <Text size="sm">
              {t('mails:editor.placeholders')}{' '}
              {mail.placeholders.map((name) => (
                <Code key={name} mr={4}>{`{{${name}}}`}</Code>
              ))}
            </Text>
            <FormFailure failure={form.failure} />
            <Group>
              <Button type="submit" loading={form.isSending} disabled={!isDirty}>
                {t('common:action.save')}
              </Button>
              <Button
                variant="default"
                loading={test.isPending}
                disabled={isDirty}
                onClick={() => test.mutate(undefined, { onSuccess: () => tell(t('mails:editor.testSent')) })}
              >
                {t('mails:editor.test')}
              </Button>
              {mail.changedAt !== null && (
                <ConfirmButton
                  variant="subtle"
                  title={t('mails:editor.reset')}
                  text={t('mails:editor.resetText')}
                  confirmLabel={t('mails:editor.reset')}
                  onConfirm={async () => {
                    await reset.mutateAsync();
                    tell(t('mails:editor.wasReset'));
                  }}
                >
                  {t('mails:editor.reset')}
                </ConfirmButton>
              )}
            </Group>
          </Stack>
        </form>
        <Preview mail={mail} subject={form.values.subject} body={form.values.body} />
      </SimpleGrid>
    </Stack>
  );
}

function Preview({ mail, subject, body }: { mail: MailTemplate; subject: string; body: string }) {
  const { t } = useTranslation('mails');
  const words = useProblemText();
  const { preview } = useTemplateActs(mail.template, mail.locale);
  const text = useDeferredValue({ subject, body });
  const [height, setHeight] = useState(420);
  const query = useQuery({
    queryKey: ['mail-preview', mail.template, mail.locale, text.subject, text.body],
    queryFn: () => preview(text),
    retry: false,
    placeholderData: (before) => before,
    enabled: text.subject !== '' && text.body !== '',
  });
  return (
    <Card withBorder component="section" aria-label={t('editor.preview')}>
      {query.isError && (
        <Alert color="warning" variant="outline" role="alert" mb="sm">
          {words(query.error)}
        </Alert>
      )}
      {query.data && (
        <Stack gap="xs">
          <Text fw={600}>{query.data.subject}</Text>
          {/* No scripts: the frame shows what a mail program would. */}
          <iframe
            title={t('editor.preview')}
            sandbox="allow-same-origin"
            srcDoc={query.data.html}
            style={{ width: '100%', height, border: 0 }}
            onLoad={({ currentTarget }) => setHeight(currentTarget.contentDocument?.body.scrollHeight ?? 420)}
          />
        </Stack>
      )}
    </Card>
  );
}
