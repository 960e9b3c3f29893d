import { Alert } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A stream that comes, or comes back, within this time was not worth a word. */
const PATIENCE_MS = 3000;

/** Says that what is on the screen may be old, and that no ring comes through. */
export function OfflineBar({ isConnected }: { isConnected: boolean }) {
  const { t } = useTranslation('pro');
  const { online } = useNetwork();
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    if (isConnected) return undefined;
    const timer = setTimeout(() => setLost(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setLost(false);
    };
  }, [isConnected]);
  return (
    <div role="status">
      {(!online || isLost) && (
        <Alert variant="outline" color="warning" icon={<WifiOff aria-hidden />} mb="md">
          {t('shell.offline')}
        </Alert>
      )}
    </div>
  );
}
