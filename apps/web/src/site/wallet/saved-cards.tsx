import { Group, Stack, Text, Title } from '@mantine/core';
import { CreditCard } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { ConfirmButton } from '~/shared/ui/index.ts';
import { keys } from '../lib/keys.ts';
import { useCardName } from './card-name.ts';
import type { Card } from './wallet.ts';

async function removeCard(id: string): Promise<void> {
  await unwrap(api.DELETE('/v1/cards/{id}', { params: { path: { id } } }));
  await queryClient.invalidateQueries({ queryKey: keys.cards });
}

export function SavedCards({ cards }: { cards: readonly Card[] }) {
  const { t } = useTranslation('site');
  const common = useTranslation('common').t;
  const cardName = useCardName();
  return (
    <section aria-labelledby="cards">
      <Title order={2} size="h4" id="cards" mb="sm">
        {t('cards.title')}
      </Title>
      {cards.length === 0 ? (
        <Text c="dimmed">{t('cards.none')}</Text>
      ) : (
        <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
          {cards.map((card) => (
            <Group component="li" key={card.id} justify="space-between" gap="sm">
              <Group gap="xs" wrap="nowrap" style={{ minWidth: 0 }}>
                <CreditCard size={18} aria-hidden style={{ flex: 'none' }} />
                <Text>{cardName(card)}</Text>
              </Group>
              <ConfirmButton
                variant="default"
                size="compact-md"
                title={t('cards.removeTitle')}
                text={t('cards.removeText', { card: cardName(card) })}
                confirmLabel={common('action.remove')}
                onConfirm={() => removeCard(card.id)}
              >
                {common('action.remove')}
              </ConfirmButton>
            </Group>
          ))}
        </Stack>
      )}
    </section>
  );
}
