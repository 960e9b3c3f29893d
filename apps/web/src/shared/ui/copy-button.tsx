import { Button, CopyButton as Copy } from '@mantine/core';
import { Check, Copy as CopyIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';

export function CopyButton({ value, label }: { value: string; label?: string }) {
  const { t } = useTranslation('common');
  return (
    <Copy value={value}>
      {({ copied, copy }) => (
        <Button
          variant="subtle"
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
