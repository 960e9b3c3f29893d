import { Button, Code, Group, Modal, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import { CopyButton } from '~/shared/ui/index.ts';
import { ACTIONS, isAction } from './actions.ts';
import type { Entry } from './use-audit.ts';
import { useFieldWords } from './use-field-words.ts';

/** What was before and what came after, where from, and in which request. */
export function AuditDetails({ entry }: { entry: Entry }) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation('common');
  const [isOpen, { open, close }] = useDisclosure(false);
  const { action, at, ip, requestId } = entry;
  const title = isAction(action) ? t(ACTIONS[action]) : action;
  return (
    <>
      <Button
        size="compact-md"
        variant="subtle"
        onClick={open}
        aria-label={t('audit.detailsOf', { action: title, at: dateTime(at) })}
      >
        {t('audit.details')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        size="lg"
        title={title}
        closeButtonProps={{ 'aria-label': common('action.close') }}
      >
        <Stack>
          <Text c="dimmed">{dateTime(at)}</Text>
          <Changes entry={entry} />
          <Group gap="xs">
            <Text size="sm">{t('audit.ip')}</Text>
            <Code>{ip ?? t('audit.noIp')}</Code>
          </Group>
          <Group gap="xs">
            <Text size="sm">{common('state.requestId')}</Text>
            <Code>{requestId}</Code>
            <CopyButton value={requestId} />
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

function Changes({ entry: { before, after } }: { entry: Entry }) {
  const { t } = useTranslation('admin');
  const { label, value } = useFieldWords();
  const was = (before ?? {}) as Record<string, unknown>;
  const is = (after ?? {}) as Record<string, unknown>;
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  if (names.length === 0) return <Text>{t('audit.noChanges')}</Text>;
  return (
    <Table>
      <caption className="visually-hidden">{t('audit.changes')}</caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('audit.field')}</Table.Th>
          <Table.Th scope="col">{t('audit.before')}</Table.Th>
          <Table.Th scope="col">{t('audit.after')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {names.map((name) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" fw={400}>
              {label(name)}
            </Table.Th>
            <Table.Td>{value(name, was[name])}</Table.Td>
            <Table.Td>{value(name, is[name])}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
