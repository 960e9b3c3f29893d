// Runs before every npm script (prestart, pretest, ...): installs what the lock names, checks the project's own Node,
// builds the server. Plain JavaScript without dependencies, because it runs on the host's Node before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const modules = path.join(root, 'node_modules');
const stampFile = path.join(modules, '.setup-stamp');
const isWindows = process.platform === 'win32';
const began = Date.now();

const say = (line) => console.log(`setup: ${line}`);
/** @type {(line: string) => never} */
const fail = (line) => {
  console.error(`setup: ${line}`);
  process.exit(1);
};
const major = (version) => Number.parseInt(version.replace(/^v/, ''), 10);
const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const readJson = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));
const at = (file) => path.join(root, file);
const isLink = (file) => fs.lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;

/** Runs a command with its output on our screen and a line now and then, so that a long silence is not taken for a hang. */
function runVisibly(command, args, what) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', shell: isWindows && command === 'npm' });
    const started = Date.now();
    const timer = setInterval(() => say(`${what}, ${Math.round((Date.now() - started) / 1000)} s`), 10_000);
    const end = (code) => {
      clearInterval(timer);
      resolve(code);
    };
    child.once('error', () => end(127));
    child.once('exit', (code, signal) => end(signal ? 130 : (code ?? 1)));
  });
}

/** True when node_modules holds what the lock names, as the list that npm itself leaves there tells. */
function installedByHand(lock) {
  const hidden = path.join(modules, '.package-lock.json');
  if (!fs.existsSync(hidden)) return false;
  const installed = readJson(hidden).packages;
  const same = (name) =>
    installed[name]?.version === lock[name].version && installed[name]?.integrity === lock[name].integrity;
  const missing = Object.keys(lock).some(
    (name) => name !== '' && !lock[name].optional && !lock[name].devOptional && !same(name),
  );
  return !missing && Object.keys(installed).every((name) => lock[name] !== undefined && same(name));
}

async function install() {
  const lockFile = at('package-lock.json');
  if (!fs.existsSync(lockFile)) fail('package-lock.json is missing. Restore it with: git checkout package-lock.json');
  const content = fs.readFileSync(lockFile);
  const wanted = sha256(content);
  if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === wanted) return;
  if (!installedByHand(JSON.parse(content.toString()).packages)) {
    // npm would empty what the link leads to: the packages of another tree, perhaps in use.
    if (isLink(modules))
      fail(
        `node_modules is a link to ${fs.readlinkSync(modules)}, which does not hold what package-lock.json names. Nothing is installed through a link: ` +
          'install in the tree that it leads to, or remove the link, and run this again.',
      );
    // npm tells its scripts where it lies; without it we were started by hand and take the one on PATH.
    const cli = process.env.npm_execpath;
    const [npm, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
    if (spawnSync(npm, [...first, '--version'], { shell: isWindows && npm === 'npm' }).status !== 0) {
      fail('npm is not on PATH. Install Node with npm from https://nodejs.org and try again.');
    }
    say('installing packages (npm ci), one to three minutes the first time');
    const code = await runVisibly(
      npm,
      [...first, 'ci', '--ignore-scripts', '--include=dev', '--include=optional'],
      'installing packages',
    );
    if (code !== 0)
      fail(`"npm ci" failed (exit code ${code}). Check the network and "npm config get registry", then try again.`);
    say(`packages installed in ${Math.round((Date.now() - began) / 1000)} s`);
  }
  fs.writeFileSync(stampFile, wanted);
}

function projectNode() {
  const node = path.join(modules, '.bin', isWindows ? 'node.cmd' : 'node');
  const found = fs.existsSync(node)
    ? spawnSync(node, ['--version'], { encoding: 'utf8', shell: isWindows })
    : undefined;
  const version = found?.status === 0 ? found.stdout.trim() : undefined;
  if (version !== undefined && major(version) >= 22) return node;
  // The next run installs anew: an optional package that could not be fetched is missing without any message.
  if (!isLink(modules)) {
    fs.rmSync(stampFile, { force: true });
    fs.rmSync(path.join(modules, '.package-lock.json'), { force: true });
  }
  return fail(
    `the project's own Node ${version === undefined ? 'is missing or does not run' : `is ${version}, 22 or newer is needed`} ` +
      `(${process.platform}-${process.arch}). Run this again without --omit=optional; glibc, macOS and Windows are supported.`,
  );
}

// --- build -----------------------------------------------------------------------------------------------------------

const sourceRoots = ['apps/api/src', 'apps/worker/src', 'apps/sandbox/src', 'apps/cli/src', 'libs', 'migrations'];

/** Files below a directory, relative to the root, with forward slashes. */
function filesBelow(dir) {
  if (!fs.existsSync(at(dir))) return [];
  return fs
    .readdirSync(at(dir), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      path
        .relative(root, path.join(entry.parentPath ?? entry.path, entry.name))
        .split(path.sep)
        .join('/'),
    );
}

async function build(node) {
  const ignored = readJson(at('.swcrc')).exclude.map((pattern) => new RegExp(pattern));
  const roots = sourceRoots.filter((dir) => fs.existsSync(at(dir)));
  const sources = roots
    .flatMap(filesBelow)
    .filter(
      (file) =>
        /\.(ts|json)$|\.browser\.js$|\/guides\/[\w-]+\.md$/.test(file) &&
        !ignored.some((pattern) => pattern.test(file)),
    )
    .sort();
  if (sources.length === 0) return;
  // Names, sizes and times, and not just the newest time: a deleted or an older, restored file changes the build as well.
  const facts = sources.map((file) => {
    const { mtimeMs, size } = fs.statSync(at(file));
    return `${file} ${mtimeMs} ${size}`;
  });
  const stamp = sha256(
    [...facts, fs.readFileSync(at('.swcrc'), 'utf8'), fs.readFileSync(stampFile, 'utf8')].join('\n'),
  );
  const distStamp = at('dist/.build-stamp');
  const outputs = new Set(sources.map((file) => `dist/${file.replace(/\.ts$/, '.js')}`));
  const isComplete = [...outputs].every((file) => fs.existsSync(at(file)));
  if (isComplete && fs.existsSync(distStamp) && fs.readFileSync(distStamp, 'utf8') === stamp) return;

  fs.rmSync(distStamp, { force: true });
  const started = Date.now();
  const swc = ['node_modules/@swc/cli/bin/swc.js', ...roots, '-d', 'dist', '--quiet'];
  const code = await runVisibly(isWindows ? process.execPath : node, swc, 'building the server');
  if (code !== 0) fail('the server does not compile, see the message above.');
  // swc leaves data files where they are.
  for (const file of sources.filter((name) => !name.endsWith('.ts'))) {
    fs.mkdirSync(path.dirname(at(`dist/${file}`)), { recursive: true });
    fs.copyFileSync(at(file), at(`dist/${file}`));
  }
  for (const file of roots.flatMap((dir) => filesBelow(`dist/${dir}`))) {
    // A left-over of a deleted source would still be found, by the migrations for instance.
    if (!outputs.has(file.replace(/\.map$/, ''))) fs.rmSync(at(file));
  }
  fs.writeFileSync(distStamp, stamp);
  say(`server built (${sources.length} files, ${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

// --- screens ---------------------------------------------------------------------------------------------------------

const COMPRESSED = /\.(js|css|svg|json)$/;

/** Each file of the screens once more as .br and .gz, so that no request compresses anything. */
function compress(dir) {
  for (const name of fs.readdirSync(at(dir)).filter((file) => COMPRESSED.test(file))) {
    const content = fs.readFileSync(at(`${dir}/${name}`));
    fs.writeFileSync(at(`${dir}/${name}.br`), brotliCompressSync(content));
    fs.writeFileSync(at(`${dir}/${name}.gz`), gzipSync(content, { level: 9 }));
  }
}

async function buildWeb(node) {
  const own = ['site.html', 'pro.html', 'admin.html', 'ops.html', 'vite.config.ts', 'vite-tenant-head.ts'];
  const sources = [
    ...own.map((file) => `apps/web/${file}`),
    ...filesBelow('apps/web/src'),
    ...filesBelow('libs/theme/src'),
  ].sort();
  const facts = sources.map((file) => {
    const { mtimeMs, size } = fs.statSync(at(file));
    return `${file} ${mtimeMs} ${size}`;
  });
  const stamp = sha256([...facts, fs.readFileSync(stampFile, 'utf8')].join('\n'));
  const webStamp = at('dist/.web-stamp');
  const isComplete = fs.existsSync(at('dist/web/site.html'));
  if (isComplete && fs.existsSync(webStamp) && fs.readFileSync(webStamp, 'utf8') === stamp) return;
  fs.rmSync(webStamp, { force: true });
  const started = Date.now();
  const vite = ['node_modules/vite/bin/vite.js', 'build', '--config', 'apps/web/vite.config.ts', '--logLevel', 'error'];
  const code = await runVisibly(isWindows ? process.execPath : node, vite, 'building the screens');
  if (code !== 0) fail('the screens do not compile, see the message above.');
  compress('dist/web/assets');
  fs.writeFileSync(webStamp, stamp);
  say(`screens built (${sources.length} files, ${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

// --- SDK -------------------------------------------------------------------------------------------------------------

/** What developers install: dist/sdk/platform-sdk.tgz, served at /docs. */
async function buildSdk(node) {
  const own = ['libs/sdk', 'apps/cli'].flatMap((dir) => filesBelow(dir)).filter((file) => !/\.spec\.ts$/.test(file));
  const sources = [...own, 'scripts/pack-sdk.ts'].sort();
  const stamp = sha256(
    sources.map((file) => `${file} ${sha256(fs.readFileSync(at(file)))}`).join('\n') +
      fs.readFileSync(stampFile, 'utf8'),
  );
  const sdkStamp = at('dist/.sdk-stamp');
  const isComplete = fs.existsSync(at('dist/sdk/platform-sdk.tgz'));
  if (isComplete && fs.existsSync(sdkStamp) && fs.readFileSync(sdkStamp, 'utf8') === stamp) return;
  fs.rmSync(sdkStamp, { force: true });
  const started = Date.now();
  const code = await runVisibly(node, ['--no-warnings', 'scripts/pack-sdk.ts'], 'packing the SDK');
  if (code !== 0) fail('the SDK does not compile, see the message above.');
  fs.writeFileSync(sdkStamp, stamp);
  say(`SDK packed (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

if (major(process.version) < 20)
  fail(`Node ${process.version} is too old. Install Node 20 or newer from https://nodejs.org.`);
await install();
const node = projectNode();
await build(node);
await buildWeb(node);
await buildSdk(node);
