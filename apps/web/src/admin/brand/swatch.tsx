import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ratio } from './ratio.ts';

interface SwatchProps {
  readonly color: string;
  readonly label: string;
  readonly contrast: number | null;
}

export function Swatch({ color, label, contrast }: SwatchProps) {
  const { t } = useTranslation('admin');
  return (
    <Group gap="xs" wrap="nowrap">
      <span
        aria-hidden
        style={{
          width: 28,
          height: 28,
          flexShrink: 0,
          background: color,
          border: '1px solid var(--t-control)',
          borderRadius: 'var(--t-radius)',
        }}
      />
      <Text size="sm">
        {contrast === null
          ? t('brand.proof.swatch', { label, color })
          : t('brand.proof.swatchContrast', { label, color, contrast: ratio(contrast) })}
      </Text>
    </Group>
  );
}
