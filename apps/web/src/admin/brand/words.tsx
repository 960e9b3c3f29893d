import { SegmentedControl, Stack, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataView } from '~/shared/ui/index.ts';
import { useCatalogue } from './catalogue.ts';
import { LOCALES, type Locale, MAX_TAGLINE } from './document.ts';
import { useDraft, useRefusalOf } from './draft-context.tsx';
import { OwnTexts } from './own-texts.tsx';

/** Taglines and own words, by language. */
export function Words() {
  const { t } = useTranslation('admin');
  const { store, document } = useDraft();
  const refusalOf = useRefusalOf();
  const [locale, setLocale] = useState<Locale>('en');
  const catalogue = useCatalogue(locale);
  return (
    <Stack gap="lg">
      {LOCALES.map((one) => (
        <TextInput
          key={one}
          label={t(`brand.words.tagline.${one}`)}
          description={t('brand.words.taglineHint')}
          maxLength={MAX_TAGLINE}
          error={refusalOf(`tagline/${one}`)}
          value={document.tagline[one] ?? ''}
          onChange={({ currentTarget: { value } }) =>
            store.change({ tagline: { ...document.tagline, [one]: value } }, `tagline-${one}`)
          }
        />
      ))}
      <Stack gap="sm" component="section" aria-label={t('brand.words.own')}>
        <Title order={2} size="h5">
          {t('brand.words.own')}
        </Title>
        <SegmentedControl
          aria-label={t('brand.words.language')}
          value={locale}
          onChange={(next) => setLocale(next as Locale)}
          data={LOCALES.map((value) => ({ value, label: t(`brand.language.${value}`) }))}
          style={{ alignSelf: 'flex-start' }}
        />
        <DataView query={catalogue}>{(texts) => <OwnTexts locale={locale} catalogue={texts} />}</DataView>
      </Stack>
    </Stack>
  );
}
