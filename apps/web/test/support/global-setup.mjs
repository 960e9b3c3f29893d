// Jest requires a .ts before it imports it, and a module that awaits at its top cannot be required.
export { plantSeeded as default } from './seeded.ts';
