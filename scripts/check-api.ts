import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Allowed, apiBreaks, objections } from './api-breaks.ts';
import { type Document, sdkDocument } from './sdk.ts';

// Gate of `npm test`: docs/openapi.json against the released document, which is the part that licensees program against. `npm run release:api` makes the
// document of today the released one (docs/decisions/0024).

const docs = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../docs');
const released = path.join(docs, 'openapi.released.json');
const read = (file: string): unknown => JSON.parse(fs.readFileSync(file, 'utf8'));
const now = sdkDocument(read(path.join(docs, 'openapi.json')) as Document);

if (process.argv[2] === 'release') {
  fs.writeFileSync(released, `${JSON.stringify(now, null, 1)}\n`);
  console.log('docs/openapi.released.json is the document of today. Remove what docs/api-breaks.json allowed before.');
} else {
  const allowed = read(path.join(docs, 'api-breaks.json')) as Allowed[];
  const found = objections(apiBreaks(read(released) as never, now as never), allowed);
  for (const line of found) console.error(line);
  if (found.length > 0) {
    console.error(
      `\n${found.length} would break programs of licensees. Add instead of changing; where it must be, say so in docs/api-breaks.json: { "break", "reason", "date" }.`,
    );
    process.exitCode = 1;
  } else console.log('The document breaks nothing that was released.');
}
