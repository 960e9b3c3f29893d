import { Checkbox, SegmentedControl, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ColorField } from './color-field.tsx';
import { useDraft, useRefusalOf } from './draft-context.tsx';

const CHOICES = {
  warmth: ['cool', 'neutral', 'warm'],
  radius: ['none', 'small', 'medium', 'large'],
  font: ['inter', 'system', 'serif'],
} as const;

/** Colours and form. Any colour is taken; what is derived is shown below. */
export function Look() {
  const { t } = useTranslation('admin');
  const { store, document, generation } = useDraft();
  const refusalOf = useRefusalOf();
  return (
    <Stack>
      <ColorField
        key={`brand-${generation}`}
        label={t('brand.color.brand')}
        description={t('brand.color.brandHint')}
        value={document.brandColor}
        refusal={refusalOf('brandColor')}
        onChange={(brandColor) => store.change({ brandColor })}
      />
      <Checkbox
        label={t('brand.color.ownAccent')}
        checked={document.accentColor !== null}
        onChange={({ currentTarget: { checked } }) =>
          store.change({ accentColor: checked ? document.brandColor : null }, 'accent-switch')
        }
      />
      {document.accentColor !== null && (
        <ColorField
          key={`accent-${generation}`}
          label={t('brand.color.accent')}
          value={document.accentColor}
          refusal={refusalOf('accentColor')}
          onChange={(accentColor) => store.change({ accentColor })}
        />
      )}
      <Choice
        label={t('brand.warmth.label')}
        value={document.warmth}
        data={CHOICES.warmth.map((value) => ({ value, label: t(`brand.warmth.${value}`) }))}
        onChange={(warmth) => store.change({ warmth })}
      />
      <Choice
        label={t('brand.radius.label')}
        value={document.radius}
        data={CHOICES.radius.map((value) => ({ value, label: t(`brand.radius.${value}`) }))}
        onChange={(radius) => store.change({ radius })}
      />
      <Choice
        label={t('brand.font.label')}
        value={document.font}
        data={CHOICES.font.map((value) => ({ value, label: t(`brand.font.${value}`) }))}
        onChange={(font) => store.change({ font })}
      />
    </Stack>
  );
}

interface ChoiceProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly data: { value: V; label: string }[];
  readonly onChange: (value: V) => void;
}

function Choice<V extends string>({ label, value, data, onChange }: ChoiceProps<V>) {
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {label}
      </Text>
      <SegmentedControl
        aria-label={label}
        fullWidth
        value={value}
        data={data}
        onChange={(next) => onChange(next as V)}
      />
    </div>
  );
}
