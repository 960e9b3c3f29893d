import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type SignedReceipt, firstFault } from '@app/calling';

// `npm run verify-receipt -- FILE [--key PUBLIC.pem]`: checks a receipt offline with the public key alone and names the first thing that is wrong. The file is
// the answer of GET /v1/calls/{id}/receipt; the key is `publicKey` of GET /v1/receipt-key, as PEM or as that JSON answer.
const usage = 'Usage: npm run verify-receipt -- RECEIPT.json --key PUBLIC-KEY.pem';

function read(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    console.error(`Cannot read the ${what} ${path}.`);
    process.exit(2);
  }
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { key: { type: 'string' } } });
const [file] = positionals;
if (file === undefined || values.key === undefined) {
  console.error(usage);
  process.exit(2);
}
try {
  const keyText = read(values.key, 'public key');
  const pem = keyText.trimStart().startsWith('{') ? (JSON.parse(keyText) as { publicKey: string }).publicKey : keyText;
  const signed = JSON.parse(read(file, 'receipt')) as SignedReceipt;
  const fault = firstFault(signed, createPublicKey(pem));
  if (fault !== undefined) {
    console.error(`NOT VALID - ${fault}`);
    process.exit(1);
  }
  const { receipt } = signed;
  console.log(
    `VALID - receipt ${receipt.id} of call ${receipt.call.id}: ${receipt.billedSeconds} s, ${receipt.priceMinor} ${receipt.currency} minor units`,
  );
} catch (error) {
  console.error(`NOT VALID - ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
