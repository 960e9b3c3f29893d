import { Card, Group, SegmentedControl, Select, Stack, Title, useComputedColorScheme } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LOCALES, type Locale } from './document.ts';
import { PreviewFrame } from './preview-frame.tsx';
import { useSampleAdvisor } from './use-brand.ts';

const DEVICES = { phone: 390, desktop: 1280 } as const;
type Device = keyof typeof DEVICES;

/** The real site in a frame: page x width x light/dark x language (L2.2). */
export function Preview() {
  const { t, i18n } = useTranslation('admin');
  const advisor = useSampleAdvisor();
  const [path, setPath] = useState('/');
  const [device, setDevice] = useState<Device>('phone');
  const [scheme, setScheme] = useState<'light' | 'dark'>(useComputedColorScheme('light'));
  const [locale, setLocale] = useState<Locale>(i18n.language === 'de' ? 'de' : 'en');
  const pages = [
    { value: '/', label: t('brand.preview.page.directory') },
    ...(advisor.data ? [{ value: `/advisors/${advisor.data.id}`, label: t('brand.preview.page.advisor') }] : []),
    { value: '/sign-in', label: t('brand.preview.page.signIn') },
    { value: '/sign-up', label: t('brand.preview.page.signUp') },
    { value: '/legal/terms', label: t('brand.preview.page.terms') },
  ];
  return (
    <Card withBorder component="section" aria-label={t('brand.preview.title')} padding="sm">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h5">
            {t('brand.preview.title')}
          </Title>
          <Select
            aria-label={t('brand.preview.pageLabel')}
            allowDeselect={false}
            data={pages}
            value={path}
            onChange={(value) => value && setPath(value)}
          />
        </Group>
        <Group gap="sm">
          <SegmentedControl
            aria-label={t('brand.preview.device')}
            value={device}
            onChange={(value) => setDevice(value as Device)}
            data={(Object.keys(DEVICES) as Device[]).map((value) => ({ value, label: t(`brand.preview.${value}`) }))}
          />
          <SegmentedControl
            aria-label={t('brand.preview.scheme')}
            value={scheme}
            onChange={(value) => setScheme(value as 'light' | 'dark')}
            data={(['light', 'dark'] as const).map((value) => ({ value, label: t(`brand.scheme.${value}`) }))}
          />
          <SegmentedControl
            aria-label={t('brand.words.language')}
            value={locale}
            onChange={(value) => setLocale(value as Locale)}
            data={LOCALES.map((value) => ({ value, label: t(`brand.language.${value}`) }))}
          />
        </Group>
        <PreviewFrame path={path} locale={locale} scheme={scheme} width={DEVICES[device]} />
      </Stack>
    </Card>
  );
}
