export {
  DEVICES_KEY,
  PUSH_KEY,
  type PushState,
  refreshPush,
  turnPushOff,
  unsubscribe,
  usePush,
  usePushTests,
} from './push.ts';
export { PushSwitch } from './push-switch.tsx';
export { useDeviceVersions } from './device-versions.ts';
