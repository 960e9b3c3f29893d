import { Alert } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';

export function OfflineBar() {
  const { t } = useTranslation('common');
  const { online } = useNetwork();
  return (
    <div role="status">
      {!online && (
        <Alert variant="outline" color="warning" mb="md" icon={<WifiOff aria-hidden />}>
          {t('state.offline')}
        </Alert>
      )}
    </div>
  );
}
