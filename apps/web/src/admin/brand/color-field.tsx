import { ColorInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isHex } from '@app/theme';

interface ColorFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
  /** What the API has to say about it. */
  readonly refusal: string | undefined;
  readonly onChange: (hex: string) => void;
}

/** A colour as text or from the picker. What is half typed stays here; only a whole colour goes on. */
export function ColorField({ label, description, value, refusal, onChange }: ColorFieldProps) {
  const { t } = useTranslation('admin');
  const [typed, setTyped] = useState(value);
  const isWhole = isHex(typed);
  return (
    <ColorInput
      label={label}
      description={description}
      format="hex"
      value={typed}
      error={isWhole ? refusal : t('brand.color.form')}
      fixOnBlur={false}
      withEyeDropper={false}
      popoverProps={{ withinPortal: true }}
      onChange={(next) => {
        setTyped(next);
        if (isHex(next)) onChange(next.toLowerCase());
      }}
    />
  );
}
