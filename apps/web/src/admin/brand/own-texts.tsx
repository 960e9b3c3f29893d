import { Alert, Button, Group, List, Select, Stack, Text, Textarea } from '@mantine/core';
import { Languages } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { LOCALES, type Locale, MAX_TEXT, MAX_TEXTS, textsOf } from './document.ts';
import { useDraft, useRefusalOf } from './draft-context.tsx';

interface OwnTextsProps {
  readonly locale: Locale;
  readonly catalogue: ReadonlyMap<string, string>;
}

/** Texts that the licensee says in other words. What is left out is said in the product's words, and is listed (L2.7). */
export function OwnTexts({ locale, catalogue }: OwnTextsProps) {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation('common');
  const { store, document } = useDraft();
  const refusalOf = useRefusalOf();
  const own = textsOf(document, locale);
  const names = Object.keys(own);
  const write = (name: string, text: string | null): void => {
    const { [name]: _, ...others } = own;
    const next = text === null ? others : { ...own, [name]: text };
    store.change({ texts: { ...document.texts, [locale]: next } }, `text-${locale}-${name}`);
  };
  return (
    <Stack gap="md">
      <Select
        label={t('brand.words.add')}
        placeholder={t('brand.words.search')}
        searchable
        clearable={false}
        limit={40}
        nothingFoundMessage={t('brand.words.nothing')}
        disabled={names.length >= MAX_TEXTS}
        value={null}
        data={[...catalogue].filter(([name]) => !(name in own)).map(([name, text]) => ({ value: name, label: text }))}
        onChange={(name) => name && write(name, catalogue.get(name) ?? '')}
      />
      <Missing locale={locale} catalogue={catalogue} />
      {names.map((name) => (
        <Group key={name} align="flex-start" gap="xs">
          <Textarea
            flex={1}
            miw={200}
            autosize
            minRows={1}
            maxLength={MAX_TEXT}
            label={catalogue.get(name) ?? name}
            description={t('brand.words.name', { name })}
            error={refusalOf(`texts/${locale}/${name}`)}
            value={own[name]}
            onChange={({ currentTarget: { value } }) => write(name, value)}
          />
          <Button
            variant="subtle"
            color="danger"
            size="compact-md"
            aria-label={t('brand.words.removeNamed', { text: catalogue.get(name) ?? name })}
            onClick={() => write(name, null)}
          >
            {common('action.remove')}
          </Button>
        </Group>
      ))}
    </Stack>
  );
}

/** Said in own words in another language, but not in this one. */
function Missing({ locale, catalogue }: OwnTextsProps) {
  const { t } = useTranslation('admin');
  const { document } = useDraft();
  const here = textsOf(document, locale);
  const elsewhere = new Set(
    LOCALES.filter((one) => one !== locale).flatMap((one) =>
      Object.entries(textsOf(document, one)).flatMap(([name, text]) => (text === '' ? [] : [name])),
    ),
  );
  const missing = [...elsewhere].filter((name) => !here[name]);
  if (missing.length === 0) return null;
  return (
    <Alert
      variant="outline"
      color="warning"
      icon={<Languages aria-hidden />}
      title={t('brand.words.missing', { count: missing.length })}
    >
      <Text size="sm">{t('brand.words.missingText')}</Text>
      <List size="sm">
        {missing.map((name) => (
          <List.Item key={name}>{catalogue.get(name) ?? name}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
