import { Alert, Button, List, Stack, Text } from '@mantine/core';
import { MicOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MicrophoneTrouble } from '../media/state.ts';

type Browser = 'chrome' | 'firefox' | 'safari' | 'ios' | 'other';

function browser(): Browser {
  const agent = navigator.userAgent;
  if (/iPhone|iPad/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1)) return 'ios';
  if (/Firefox\//.test(agent)) return 'firefox';
  if (/Chrome\/|Edg\//.test(agent)) return 'chrome';
  return /Safari\//.test(agent) ? 'safari' : 'other';
}

/** Why the microphone cannot be used, what to do about it in this browser, and another try without loading the page anew. */
export function PermissionHelp({ trouble, onRetry }: { trouble: MicrophoneTrouble; onRetry: () => void }) {
  const { t } = useTranslation('call');
  const steps: Record<Browser, readonly string[]> = {
    chrome: [t('permission.chrome.1'), t('permission.chrome.2')],
    firefox: [t('permission.firefox.1'), t('permission.firefox.2')],
    safari: [t('permission.safari.1'), t('permission.safari.2')],
    ios: [t('permission.ios.1'), t('permission.ios.2')],
    other: [t('permission.other.1'), t('permission.other.2')],
  };
  const texts: Record<MicrophoneTrouble, string> = {
    denied: t('permission.denied'),
    missing: t('permission.missing'),
    busy: t('permission.busy'),
    taken: t('permission.taken'),
  };
  return (
    <Alert variant="outline" color="danger" icon={<MicOff aria-hidden />} title={t('permission.title')} role="alert">
      <Stack gap="sm" align="flex-start">
        <Text>{texts[trouble]}</Text>
        {trouble === 'denied' && (
          <List type="ordered">
            {steps[browser()].map((step) => (
              <List.Item key={step}>{step}</List.Item>
            ))}
          </List>
        )}
        <Button variant="default" onClick={onRetry}>
          {trouble === 'taken' ? t('permission.takeBack') : t('permission.retry')}
        </Button>
      </Stack>
    </Alert>
  );
}
