export { removeSeeded as default } from './seeded.ts';
