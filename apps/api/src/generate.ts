import { mkdirSync, writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { VARIABLES, type Variable } from '@app/kernel';
import { AppModule } from './app.module.js';
import { buildDocument } from './openapi.js';
import { sampleConfig } from './sample-config.js';

// `npm run generate`: writes everything that is derived from the code. CI runs it and fails on a difference.
const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(sampleConfig()), new FastifyAdapter(), {
  preview: true,
  logger: false,
});
mkdirSync('docs', { recursive: true });
writeFileSync('docs/openapi.json', `${JSON.stringify(buildDocument(app), null, 2)}\n`);
await app.close();

const rows = Object.entries(VARIABLES as Record<string, Variable<unknown>>).map(
  ([name, variable]) =>
    `| \`${name}\` | ${variable.description} | ${variable.secret ? 'secret' : ''} | ${variable.fallback === undefined ? 'required' : variable.fallback === '' ? 'empty' : `\`${variable.fallback}\``} |`,
);
writeFileSync(
  'docs/configuration.md',
  `# Configuration\n\nGenerated from libs/kernel/src/config-variables.ts by \`npm run generate\`. Any variable may be given as \`NAME_FILE\`, the path of a file that holds it.\n\n| variable | meaning | | default |\n|---|---|---|---|\n${rows.join('\n')}\n`,
);
