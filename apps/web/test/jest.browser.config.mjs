import base from '../../../jest.config.mjs';

/** What `npm test` runs: a call, a booking, the brand, what people are told, what developers see and do. All are run by `npm run test:web`. */
const SHORT = [
  'accessible',
  'booking-journey',
  'brand-journey',
  'call-button',
  'call-journey',
  'docs',
  'first-webhook',
  'messages',
];
const names = process.env.SCREENS === 'short' ? `(${SHORT.join('|')})` : '[^/]+';

/** Browser tests: each file starts the whole platform, on a copy of one seeded database, and a Chromium of its own. They wait more than they compute: three at a time. */
export default {
  ...base,
  rootDir: '../../..',
  roots: ['<rootDir>/apps/web/test'],
  testRegex: `/${names}\\.browser\\.spec\\.ts$`,
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  globalSetup: '<rootDir>/apps/web/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/apps/web/test/support/global-teardown.mjs',
  testSequencer: '<rootDir>/jest.sequencer.mjs',
  maxWorkers: 3,
  testTimeout: 180_000,
};
