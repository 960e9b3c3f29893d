import { Anchor, Card, Group, List, Progress, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleDashed } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { DataView } from '~/shared/ui/index.ts';
import { GoLive } from './go-live.tsx';
import { useChecklist } from './use-home.ts';

const ITEMS = {
  email: 'home.setUp.item.email',
  brand: 'home.setUp.item.brand',
  domain: 'home.setUp.item.domain',
  legal_terms: 'home.setUp.item.legal_terms',
  legal_privacy: 'home.setUp.item.legal_privacy',
  legal_imprint: 'home.setUp.item.legal_imprint',
  legal_withdrawal: 'home.setUp.item.legal_withdrawal',
  legal_accessibility: 'home.setUp.item.legal_accessibility',
  pricing: 'home.setUp.item.pricing',
  advisor: 'home.setUp.item.advisor',
  licence: 'home.setUp.item.licence',
  payments: 'home.setUp.item.payments',
  call: 'home.setUp.item.call',
} as const;

/** What is still to do before the licensee opens, from the real state (L1.1). Gone once all is done. */
export function Checklist() {
  const { t } = useTranslation('admin');
  const checklist = useChecklist();
  return (
    <DataView query={checklist}>
      {(all) => {
        const { items, ready } = all;
        if (ready && all.openedAt !== null) return null;
        const done = items.filter((item) => item.done).length;
        return (
          <Card withBorder component="section" aria-label={t('home.setUp.title')}>
            <Stack gap="sm">
              <Group justify="space-between">
                <Title order={2} size="h4">
                  {t('home.setUp.title')}
                </Title>
                <Text c="dimmed">{t('home.setUp.progress', { done, all: items.length })}</Text>
              </Group>
              <Progress
                value={(done / items.length) * 100}
                color="var(--t-brand-ui)"
                aria-label={t('home.setUp.title')}
              />
              <GoLive checklist={all} />
              <List listStyleType="none" spacing="xs">
                {items.map((item) => (
                  <Item key={item.id} item={item} />
                ))}
              </List>
            </Stack>
          </Card>
        );
      }}
    </DataView>
  );
}

function Item({ item: { id, done, detail, href } }: { item: Schemas['ChecklistItemView'] }) {
  const { t } = useTranslation('admin');
  const key = id in ITEMS ? ITEMS[id as keyof typeof ITEMS] : undefined;
  const Icon = done ? CircleCheck : CircleDashed;
  return (
    <List.Item
      icon={
        <Icon
          size={20}
          aria-hidden
          color={done ? 'var(--t-success-text)' : 'var(--t-dim)'}
          style={{ display: 'block' }}
        />
      }
    >
      <Group gap="xs">
        <Anchor component={Link} to={href.replace(/^\/admin/, '') || '/'}>
          {key ? t(`${key}.title`) : detail}
        </Anchor>
        <Text size="sm" c="dimmed">
          {done ? t('home.setUp.done') : key ? t(`${key}.todo`) : t('home.setUp.open')}
        </Text>
      </Group>
    </List.Item>
  );
}
