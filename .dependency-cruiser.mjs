/** Who may import whom: the architecture, in one table (docs/README of it: DESIGN section 2). Always through `index.ts`. */
export const mayImport = {
  theme: [],
  sdk: [],
  kernel: [],
  licensees: ['kernel'],
  identity: ['kernel', 'licensees'],
  advisors: ['kernel', 'licensees', 'identity'],
  billing: ['kernel', 'licensees', 'identity'],
  calling: ['kernel', 'licensees', 'identity', 'advisors', 'billing'],
  licensing: ['kernel', 'licensees', 'identity', 'billing', 'calling'],
  bookings: ['kernel', 'licensees', 'identity', 'advisors', 'billing', 'calling', 'licensing'],
  integrations: ['kernel', 'licensees', 'identity', 'advisors', 'billing', 'calling', 'licensing', 'bookings'],
  notifications: [
    'theme',
    'kernel',
    'licensees',
    'identity',
    'advisors',
    'billing',
    'calling',
    'licensing',
    'bookings',
    'integrations',
    'privacy',
  ],
  privacy: ['kernel', 'licensees', 'identity'],
};
const SPEC = '\\.spec\\.ts$';
const VENDORS =
  '^(?:node_modules/)?(stripe|firebase-admin|livekit-server-sdk|passport-jwt|sharp|nodemailer|apns2)(/|$)';

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'through-the-front-door',
      comment: 'A module is entered at its index.ts only.',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/[^/]+/src/.+', pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'apps-through-the-front-door',
      severity: 'error',
      from: { path: '^(apps|scripts|migrations)/' },
      to: { path: '^libs/[^/]+/src/.+', pathNot: '^libs/[^/]+/src/index\\.ts$' },
    },
    ...Object.entries(mayImport).map(([module, others]) => ({
      name: `${module}-may-import`,
      comment: 'Consumers know producers; see the table at the top of this file.',
      severity: 'error',
      from: { path: `^libs/${module}/`, pathNot: SPEC },
      to: { path: '^libs/', pathNot: [module, ...others].map((name) => `^libs/${name}/`) },
    })),
    {
      name: 'lib-not-to-app',
      severity: 'error',
      from: { path: '^libs/', pathNot: '^libs/testing/' },
      to: { path: '^(apps|scripts)/' },
    },
    {
      name: 'adapters-only',
      comment: 'Vendor SDKs end in *.adapter.ts.',
      severity: 'error',
      from: {
        path: '^(libs|apps/api|apps/worker)/',
        pathNot: ['\\.adapter\\.ts$', SPEC, '^libs/testing/', '^apps/api/test/'],
      },
      to: { path: VENDORS },
    },
    {
      name: 'testing-from-specs-only',
      severity: 'error',
      from: { path: '^(apps|libs|migrations|scripts)/', pathNot: [SPEC, '^libs/testing/', '/test/'] },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'sandbox-knows-nothing-of-ours',
      comment: 'It stands for other companies: it may not share our code.',
      severity: 'error',
      from: { path: '^apps/sandbox/' },
      to: { path: '^(libs|migrations|apps/(?!sandbox/))', pathNot: '^libs/testing/' },
    },
    {
      name: 'app-isolation',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '/test/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'web-stands-alone',
      comment: 'The screens know the API by its document; the theme engine is pure and shared (docs/decisions/0012).',
      severity: 'error',
      from: { path: '^apps/web/', pathNot: '/test/' },
      to: { path: '^(libs/(?!theme/)|apps/(?!web/)|scripts|migrations)' },
    },
    {
      name: 'web-faces-are-islands',
      severity: 'error',
      from: { path: '^apps/web/src/(site|pro|admin|ops)/' },
      to: { path: '^apps/web/src/(site|pro|admin|ops)/', pathNot: '^apps/web/src/$1/' },
    },
    {
      name: 'web-shared-knows-no-face',
      severity: 'error',
      from: { path: '^apps/web/src/(shared|features)/' },
      to: { path: '^apps/web/src/(site|pro|admin|ops)/' },
    },
    {
      name: 'web-features-are-islands',
      severity: 'error',
      from: { path: '^apps/web/src/features/([^/]+)/' },
      to: { path: '^apps/web/src/features/', pathNot: '^apps/web/src/features/$1/' },
    },
    {
      name: 'no-dev-dependency-in-production',
      severity: 'error',
      from: { path: '^(libs|apps/(api|worker))/', pathNot: [SPEC, '^libs/testing/', '/test/'] },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.data|\\.cache)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.css'],
    },
  },
};
