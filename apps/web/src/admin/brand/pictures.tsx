import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Picture } from './picture.tsx';

const PICTURES = [
  { kind: 'logo_light', field: 'logoLight', ground: '#ffffff' },
  { kind: 'logo_dark', field: 'logoDark', ground: '#1a1a1a' },
  { kind: 'icon', field: 'icon', ground: 'var(--t-subtle)' },
] as const;

export function Pictures() {
  const { t } = useTranslation('admin');
  return (
    <Stack gap="lg">
      <Text c="dimmed">{t('brand.picture.rules')}</Text>
      {PICTURES.map((picture) => (
        <Picture key={picture.kind} {...picture} />
      ))}
    </Stack>
  );
}
