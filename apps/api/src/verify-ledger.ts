import { createPublicKey } from 'node:crypto';
import { createReadStream, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { type ChainTransaction, ChainVerifier, type SignedCheckpoint } from '@app/billing';

// `npm run verify-ledger -- DIRECTORY --key PUBLIC.pem`: checks the sealed books of a licensee offline. The directory holds the answers of
// GET /v1/staff/ledger/checkpoints/{number}/bundle, one file each, from the first on; the key is `publicKey` of GET /v1/receipt-key, as PEM or as that JSON.
const usage = 'Usage: npm run verify-ledger -- DIRECTORY-OF-BUNDLES --key PUBLIC-KEY.pem';

function refuse(words: string): never {
  console.error(words);
  process.exit(2);
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { key: { type: 'string' } } });
const [directory] = positionals;
if (directory === undefined || values.key === undefined) refuse(usage);

function readKey(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    return text.trimStart().startsWith('{') ? (JSON.parse(text) as { publicKey: string }).publicKey : text;
  } catch {
    return refuse(`Cannot read the public key ${file}.`);
  }
}

function bundles(folder: string): string[] {
  try {
    const names = statSync(folder).isDirectory() ? readdirSync(folder).filter((name) => name.endsWith('.ndjson')) : [];
    if (names.length === 0) refuse(`There is no bundle (*.ndjson) in ${folder}.`);
    return names.sort().map((name) => path.join(folder, name));
  } catch {
    return refuse(`Cannot read the directory ${folder}.`);
  }
}

async function* lines(file: string): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY }))
    if (line !== '') yield line;
}

/** @throws Error that names the file, for a line that was cut off or is none of a bundle */
function parsed<T>(line: string | undefined, file: string): T {
  try {
    return JSON.parse(line!) as T;
  } catch {
    throw new Error(`${path.basename(file)}: ${line === undefined ? 'it is empty' : 'a line of it is no JSON'}`);
  }
}

async function* transactions(rest: AsyncGenerator<string>, file: string): AsyncGenerator<ChainTransaction> {
  for await (const line of rest) yield parsed<ChainTransaction>(line, file);
}

const verifier = new ChainVerifier(createPublicKey(readKey(values.key)));
try {
  const files = bundles(directory);
  for (const file of files) {
    const rest = lines(file);
    const first = await rest.next();
    const signed = parsed<SignedCheckpoint>(first.value as string | undefined, file);
    const fault = await verifier.checkpoint(signed, transactions(rest, file));
    if (fault !== undefined) {
      console.error(`NOT VALID - ${path.basename(file)}: ${fault}`);
      process.exit(1);
    }
  }
  const fault = verifier.end();
  if (fault !== undefined) {
    console.error(`NOT VALID - ${fault}`);
    process.exit(1);
  }
  console.log(`VALID - ${files.length} checkpoints, ${verifier.transactions} transactions, one unbroken chain`);
} catch (error) {
  console.error(`NOT VALID - ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
