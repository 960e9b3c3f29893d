import { ActionIcon, Select, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { LANGUAGES, chooseLanguage } from '../i18n.ts';

export function ColorSchemeToggle() {
  const { t } = useTranslation('common');
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const next = scheme === 'dark' ? 'light' : 'dark';
  return (
    <ActionIcon
      variant="subtle"
      color="neutral"
      size="lg"
      aria-label={t(next === 'dark' ? 'scheme.dark' : 'scheme.light')}
      onClick={() => setColorScheme(next)}
    >
      {scheme === 'dark' ? <Sun size={18} aria-hidden /> : <Moon size={18} aria-hidden />}
    </ActionIcon>
  );
}

export function LanguageSelect() {
  const { t, i18n } = useTranslation('common');
  return (
    <Select
      aria-label={t('language.label')}
      size="sm"
      w={130}
      allowDeselect={false}
      data={LANGUAGES.map((value) => ({
        value,
        label: new Intl.DisplayNames([value], { type: 'language' }).of(value) ?? value,
      }))}
      value={(LANGUAGES as readonly string[]).includes(i18n.language) ? i18n.language : null}
      onChange={(value) => value && value !== i18n.language && chooseLanguage(value)}
    />
  );
}
