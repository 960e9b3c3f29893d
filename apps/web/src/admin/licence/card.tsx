import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { ConfirmButton, DataView } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { changed, useCard } from './use-licence.ts';

/** The card that pays the invoices. It is saved with the first payment on the page. */
export function Card() {
  const { t } = useTranslation('admin');
  const query = useCard();
  return (
    <Section title={t('licence.card.title')} text={t('licence.card.text')}>
      <DataView query={query}>
        {({ card }) =>
          card ? (
            <Group justify="space-between">
              <Text>
                {t('licence.card.shown', {
                  brand: card.brand,
                  last4: card.last4,
                  month: card.expMonth,
                  year: card.expYear,
                })}
              </Text>
              <ConfirmButton
                variant="default"
                title={t('licence.card.removeTitle')}
                text={t('licence.card.removeText')}
                confirmLabel={t('licence.card.remove')}
                onConfirm={async () => {
                  await unwrap(api.DELETE('/v1/staff/licence/card'));
                  await changed();
                }}
              >
                {t('licence.card.remove')}
              </ConfirmButton>
            </Group>
          ) : (
            <Text c="dimmed">{t('licence.card.none')}</Text>
          )
        }
      </DataView>
    </Section>
  );
}
