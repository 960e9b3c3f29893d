import { Button, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import {
  type Column,
  CopyButton,
  DataTable,
  FormFailure,
  StatusBadge,
  type Tone,
  useProblemForm,
  useProblemText,
} from '~/shared/ui/index.ts';
import { type MailSender, useSenderActs } from './use-mail.ts';

type Record = MailSender['records'][number];

const TONES = { right: 'good', wrong: 'bad', missing: 'quiet' } as const satisfies globalThis.Record<
  Record['state'],
  Tone
>;
const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim().toLowerCase());

/** Address for answers, an address on an own domain, and the DNS records that it needs. */
export function SenderForm({ sender }: { sender: MailSender }) {
  const { t } = useTranslation(['mails', 'common']);
  const words = useProblemText();
  const { save, check } = useSenderActs();
  const form = useProblemForm({
    initialValues: { replyTo: sender.replyTo ?? '', address: sender.address ?? '' },
  });
  const submit = form.send(async ({ replyTo, address }) => {
    await save({ replyTo: orNull(replyTo), address: orNull(address) });
  });
  return (
    <Stack gap="md">
      <Text role="status">{t('mails:sender.from', { address: sender.from })}</Text>
      <form onSubmit={submit} noValidate>
        <Stack maw={480}>
          <TextInput
            type="email"
            label={t('mails:sender.replyTo')}
            description={t('mails:sender.replyToText')}
            {...form.getInputProps('replyTo')}
          />
          <TextInput
            type="email"
            label={t('mails:sender.address')}
            description={t('mails:sender.addressText')}
            {...form.getInputProps('address')}
          />
          <FormFailure failure={form.failure} />
          <Button type="submit" loading={form.isSending} style={{ alignSelf: 'flex-start' }}>
            {t('common:action.save')}
          </Button>
        </Stack>
      </form>
      {sender.records.length > 0 && (
        <Stack gap="sm">
          <Text>{t('mails:sender.records')}</Text>
          <Records records={sender.records} />
          <Group>
            <Button variant="default" loading={check.isPending} onClick={() => check.mutate()}>
              {t('mails:sender.check')}
            </Button>
            <Text size="sm" c="dimmed" role="status">
              {sender.checkedAt === null
                ? t('mails:sender.unchecked')
                : t('mails:sender.checked', { at: dateTime(sender.checkedAt) })}
            </Text>
          </Group>
          <FormFailure failure={check.isError ? words(check.error) : null} />
        </Stack>
      )}
    </Stack>
  );
}

function Records({ records }: { records: Record[] }) {
  const { t } = useTranslation('mails');
  const columns: Column<Record>[] = [
    { id: 'kind', header: t('record.kind'), cell: ({ kind }) => t(`record.${kind}`) },
    {
      id: 'name',
      header: t('record.name'),
      cell: ({ name }) => <Code style={{ overflowWrap: 'anywhere' }}>{name}</Code>,
    },
    {
      id: 'value',
      header: t('record.value'),
      cell: ({ value }) => (
        <Group gap="xs" wrap="nowrap">
          <Code style={{ overflowWrap: 'anywhere' }}>{value}</Code>
          <CopyButton value={value} />
        </Group>
      ),
    },
    {
      id: 'state',
      header: t('record.state'),
      cell: ({ state }) => <StatusBadge tone={TONES[state]}>{t(`record.${state}`)}</StatusBadge>,
    },
  ];
  return <DataTable caption={t('record.caption')} rows={records} columns={columns} rowKey={({ kind }) => kind} />;
}
