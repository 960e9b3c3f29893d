import { existsSync, readFileSync, writeFileSync } from 'node:fs';

// `npm run migration:new -- NAME`: writes an empty migration and puts it at the end of the list.
const [name] = process.argv.slice(2);
if (name === undefined || !/^[a-z][a-z0-9-]{2,40}$/.test(name)) {
  console.error('Usage: npm run migration:new -- a-name-in-kebab-case');
  process.exit(1);
}
const stamp = String(Date.now());
const className = `${name.replaceAll(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())}${stamp}`;
const file = `migrations/${stamp}-${name}.ts`;
if (existsSync(file)) throw new Error(`${file} exists`);
writeFileSync(
  file,
  `import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What this changes and why. Expand first, contract in a later release. */
export class ${className} implements MigrationInterface {
  name = '${className}';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(\`set local lock_timeout = '2s'\`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('');
  }
}
`,
);
const list = 'migrations/list.ts';
const text = readFileSync(list, 'utf8')
  .replace(/(\n\n\/\*\* Every migration)/, `\nimport { ${className} } from './${stamp}-${name}.js';$1`)
  .replace(/(,?)\s*\] as const;/, `,\n  ${className},\n] as const;`);
writeFileSync(list, text);
console.log(`wrote ${file} and added it to ${list}`);
