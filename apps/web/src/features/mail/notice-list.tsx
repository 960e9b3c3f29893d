import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import { DataView, EmptyState, MoreButton } from '~/shared/ui/index.ts';
import { useNotices, useNoticesReader } from './queries.ts';

/** What happened that concerns the person, newest first. */
export function NoticeList() {
  const { t } = useTranslation(['mail', 'common']);
  const { query, rows, more } = useNotices();
  const read = useMutation({ mutationFn: useNoticesReader() });
  const unread = rows.filter(({ readAt }) => readAt === null).length;
  return (
    <DataView query={query} isEmpty={() => rows.length === 0} empty={<EmptyState title={t('mail:notices.none')} />}>
      {() => (
        <Stack gap="md" align="flex-start">
          <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
            {rows.map(({ id, title, path, createdAt, readAt }) => (
              <li key={id}>
                {path === null ? (
                  <Text fw={readAt === null ? 600 : 400}>{title}</Text>
                ) : (
                  <Anchor href={path} fw={readAt === null ? 600 : 400} underline="always">
                    {title}
                  </Anchor>
                )}
                <Text size="sm" c="dimmed">
                  {readAt === null ? t('mail:notices.unread', { at: dateTime(createdAt) }) : dateTime(createdAt)}
                </Text>
              </li>
            ))}
          </Stack>
          <Group>
            {unread > 0 && (
              <Button variant="default" size="xs" loading={read.isPending} onClick={() => read.mutate()}>
                {t('mail:notices.readAll')}
              </Button>
            )}
            <MoreButton more={more} />
          </Group>
        </Stack>
      )}
    </DataView>
  );
}
