import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import ts from 'typescript-eslint';

/** Words that are not used here, and why. Money rules apply to product code only. */
const FORBIDDEN = [
  {
    selector: "Identifier[name='forwardRef']",
    message: 'A cycle between modules: move the orchestration to the module that needs both.',
  },
  {
    selector: "ImportSpecifier[imported.name='EventEmitter']",
    message: 'Use the outbox: an in-memory bus loses events.',
  },
  {
    selector: "CallExpression[callee.property.name='get'][callee.object.property.name='moduleRef']",
    message: 'Ask for it in the constructor.',
  },
  {
    selector: "CallExpression[callee.name='Number']",
    message: 'Number() rounds money silently. Use bigint, or Number.parseInt on checked digits.',
  },
  {
    selector: "CallExpression[callee.name='parseFloat'], CallExpression[callee.property.name='parseFloat']",
    message: 'No float in this product.',
  },
];
const DB_ONLY = [
  {
    selector: "CallExpression[callee.property.name='setLock']",
    message: 'lock(tx, Entity, ids) is the only way to lock.',
  },
  {
    selector: "CallExpression[callee.property.name='createQueryRunner']",
    message: 'Db.transaction is the only way to write.',
  },
  {
    selector:
      "CallExpression[callee.property.name='transaction'][callee.object.name=/^(manager|em|entityManager|source|dataSource)$/]",
    message: 'Db.transaction is the only way to write.',
  },
];
const MONEY = [
  {
    selector: "BinaryExpression[operator='/'] > Identifier[name=/(Minor|amount|price|Amount|Price)$/]",
    message: 'Divide money with divide() or split() of the kernel.',
  },
];

/** Screens: words from catalogues, colours from the theme engine, nothing past the policy of the page. */
const SCREENS = [
  {
    selector: 'JSXText[value=/[A-Za-z]{2,}/]',
    message: 'Words come from the catalogues: t(...).',
  },
  {
    selector:
      'Literal[value=/^(gray|red|pink|grape|violet|indigo|blue|cyan|teal|green|lime|yellow|orange)(\\.\\d)?$|^dark\\.\\d$/]',
    message: "A theme family or var(--t-...): Mantine's palette has no promise of contrast.",
  },
  {
    selector: 'Literal[value=/^#[0-9a-fA-F]{3,8}$/]',
    message: 'A colour of the theme engine: var(--t-...).',
  },
  {
    selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
    message: 'React escapes; react-markdown renders.',
  },
  {
    selector: 'CallExpression[callee.name=/^(alert|confirm|prompt|parseFloat)$/]',
    message: 'Dialogs are ours; there is no float in this product.',
  },
];

export default ts.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      '.data/**',
      '.cache/**',
      'apps/web/src/shared/api/schema.gen.ts',
      'libs/sdk/src/*.gen.ts',
      'coverage/**',
    ],
  },
  js.configs.recommended,
  ...ts.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allow: [{ name: ['bigint'], from: 'lib' }] },
      ],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/consistent-type-imports': 'off',
      'no-control-regex': 'off',
    },
  },
  {
    files: ['libs/**/*.ts', 'apps/api/**/*.ts', 'apps/worker/**/*.ts', 'migrations/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...FORBIDDEN, ...DB_ONLY, ...MONEY],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Configuration is parsed once, in libs/kernel/src/config.ts.' },
      ],
    },
  },
  {
    // Without types: the compiler checks them, and typed rules over the generated client take many minutes.
    files: ['apps/web/**/*.{ts,tsx}'],
    ...ts.configs.disableTypeChecked,
    languageOptions: { parserOptions: { projectService: false, program: null, project: false } },
    plugins: { 'react-hooks': reactHooks },
    rules: {
      ...ts.configs.disableTypeChecked.rules,
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'no-restricted-syntax': ['error', ...SCREENS],
      // The compiler knows the browser's globals.
      'no-undef': 'off',
    },
  },
  // Logos are judged on the two grounds that the API measures contrast against.
  {
    files: ['apps/web/src/admin/brand/picture*.tsx'],
    rules: { 'no-restricted-syntax': ['error', ...SCREENS.filter(({ message }) => !message.startsWith('A colour'))] },
  },
  { files: ['libs/kernel/src/db.ts'], rules: { 'no-restricted-syntax': ['error', ...FORBIDDEN] } },
  { files: ['libs/kernel/src/config.ts', 'libs/testing/**/*.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['**/*.spec.ts', 'libs/testing/**/*.ts', 'apps/*/test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'no-restricted-syntax': 'off',
    },
  },
  {
    // A script of a page of the documentation.
    files: ['**/*.browser.js'],
    ...ts.configs.disableTypeChecked,
    languageOptions: {
      ...ts.configs.disableTypeChecked.languageOptions,
      globals: Object.fromEntries(['document', 'location', 'fetch', 'crypto', 'URL'].map((name) => [name, 'readonly'])),
    },
  },
  {
    files: ['**/*.mjs'],
    ...ts.configs.disableTypeChecked,
    languageOptions: {
      ...ts.configs.disableTypeChecked.languageOptions,
      globals: {
        console: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
        setTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
      },
    },
  },
);
