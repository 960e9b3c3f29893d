export { AccountSecurity } from './account-security.tsx';
