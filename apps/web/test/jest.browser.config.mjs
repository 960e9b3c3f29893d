import base from '../../../jest.config.mjs';

/** What `npm test` runs: a call, a booking, the brand, what people are told, what developers see. All are run by `npm run test:web`. */
const SHORT = ['accessible', 'booking-journey', 'brand-journey', 'call-button', 'call-journey', 'docs', 'messages'];
const names = process.env.SCREENS === 'short' ? `(${SHORT.join('|')})` : '[^/]+';

/** Browser tests: each file starts the whole platform and a Chromium of its own. They wait more than they compute: two at a time. */
export default {
  ...base,
  rootDir: '../../..',
  roots: ['<rootDir>/apps/web/test'],
  testRegex: `/${names}\\.browser\\.spec\\.ts$`,
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  globalSetup: undefined,
  globalTeardown: undefined,
  maxWorkers: 2,
  testTimeout: 180_000,
};
