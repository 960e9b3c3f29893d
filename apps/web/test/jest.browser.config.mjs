import base from '../../../jest.config.mjs';

/** Browser tests: each file starts the whole platform and a Chromium, so they run one after the other. */
export default {
  ...base,
  rootDir: '../../..',
  roots: ['<rootDir>/apps/web/test'],
  testRegex: '\\.browser\\.spec\\.ts$',
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  globalSetup: undefined,
  globalTeardown: undefined,
  maxWorkers: 1,
  testTimeout: 180_000,
};
