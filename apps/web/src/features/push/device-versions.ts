import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';

type Device = Pick<Schemas['DeviceView'], 'platform' | 'osVersion' | 'appVersion'>;

const SYSTEMS: Readonly<Record<string, string>> = { android: 'Android', ios: 'iOS' };

/** `Android 16 · App 2.4.0`, as far as the device told it [C10]. */
export function useDeviceVersions(): (device: Device) => string | null {
  const { t } = useTranslation('push');
  return ({ platform, osVersion, appVersion }) => {
    const system = osVersion === null ? null : [SYSTEMS[platform], osVersion].filter(Boolean).join(' ');
    const app = appVersion === null ? null : t('app', { version: appVersion });
    return [system, app].filter((one) => one !== null).join(' · ') || null;
  };
}
