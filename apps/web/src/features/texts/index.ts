export { TextNumber } from './text-number.tsx';
