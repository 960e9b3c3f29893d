import { Button, CopyButton as Copy } from '@mantine/core';
import { Check, Copy as CopyIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';

interface CopyButtonProps {
  readonly value: string;
  readonly label?: string;
  readonly variant?: 'subtle' | 'default';
}

export function CopyButton({ value, label, variant = 'subtle' }: CopyButtonProps) {
  const { t } = useTranslation('common');
  return (
    <Copy value={value}>
      {({ copied, copy }) => (
        <Button
          variant={variant}
          size="compact-md"
          onClick={copy}
          leftSection={copied ? <Check size={14} aria-hidden /> : <CopyIcon size={14} aria-hidden />}
        >
          {copied ? t('action.copied') : (label ?? t('action.copy'))}
        </Button>
      )}
    </Copy>
  );
}
