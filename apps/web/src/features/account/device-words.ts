import { useTranslation } from 'react-i18next';

/** Says the service's English label of a device, "Chrome on Linux", in the language of the page. */
export function useDeviceWords(): (device: string) => string {
  const { t } = useTranslation('account');
  return (device) => {
    if (device === 'Unknown device') return t('sessions.unknownDevice');
    const [, programme, system] = /^(.+) on (.+)$/.exec(device) ?? [];
    return programme === undefined ? device : t('sessions.deviceOn', { programme, system });
  };
}
