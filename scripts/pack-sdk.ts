import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

// `npm run pack:sdk`: the SDK as developers get it, dist/sdk/platform-sdk.tgz: ES modules with their types and the command line, no dependency.

const root = path.resolve(import.meta.dirname, '..');
const source = path.join(root, 'libs/sdk');
const out = path.join(root, 'dist/sdk');
const folder = path.join(out, 'package');

fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(folder, { recursive: true });
const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
const compile = (project: string): void =>
  void execFileSync(process.execPath, [tsc, '-p', path.join(root, project, 'tsconfig.build.json')], {
    stdio: 'inherit',
  });
compile('libs/sdk');
// The command line sees the SDK as any other program does; in the package the two lie side by side.
compile('apps/cli');
const cliFolder = path.join(folder, 'dist/cli');
for (const file of fs.readdirSync(cliFolder)) {
  const text = fs.readFileSync(path.join(cliFolder, file), 'utf8');
  fs.writeFileSync(path.join(cliFolder, file), text.replaceAll("'@app/sdk'", "'../index.js'"));
}
for (const file of ['package.json', 'README.md']) fs.copyFileSync(path.join(source, file), path.join(folder, file));
const npm = process.env['npm_execpath'];
const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
const packed = execFileSync(command, [...first, 'pack', '--silent', '--pack-destination', out], {
  cwd: folder,
  encoding: 'utf8',
});
fs.renameSync(path.join(out, packed.trim()), path.join(out, 'platform-sdk.tgz'));
