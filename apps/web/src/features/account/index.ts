export { AccountSecurity } from './account-security.tsx';
export { useDeviceWords } from './device-words.ts';
