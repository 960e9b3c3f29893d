export { AskedCallbacks } from './asked-callbacks.tsx';
export { WaitForAdvisor } from './wait-for-advisor.tsx';
