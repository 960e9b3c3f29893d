import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dateTime, number } from '~/shared/format.ts';
import { DataView } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { useRating } from './data.ts';

/** What the caller says of this call. */
export function CallRating({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const rating = useRating(id);
  return (
    <Section title={t('calls.rating.title')}>
      <DataView
        query={rating}
        isEmpty={({ stars }) => stars === null}
        empty={<Text c="dimmed">{t('calls.rating.none')}</Text>}
      >
        {({ stars, text, updatedAt }) => (
          <div>
            <Text fw={600}>{t('calls.rating.stars', { stars: number(stars ?? 0) })}</Text>
            {text && <Text>{text}</Text>}
            {updatedAt && (
              <Text size="sm" c="dimmed">
                {dateTime(updatedAt)}
              </Text>
            )}
          </div>
        )}
      </DataView>
    </Section>
  );
}
