import { lookup } from 'node:dns/promises';
import { connect as connectTls } from 'node:tls';
import { PlatformProblem } from '@app/sdk';
import type { Finding } from './finding.js';
import { EXIT, type Io, painted } from './io.js';
import { type Profile, connect } from './profile.js';
import { webhooks } from './webhook-checks.js';

const MOST_SKEW_SECONDS = 60;
const CERTIFICATE_WARNING_DAYS = 14;

/** Looks at everything between this machine and the API, and at the webhooks; each fault comes with what to do. */
export async function doctor(io: Io, profile: Profile, json: boolean): Promise<number> {
  const url = new URL(profile.baseUrl);
  const findings = [
    runtime(),
    await name(url),
    await tls(url),
    ...(await reach(url)),
    await key(profile),
    ...(await webhooks(connect(profile))),
  ];
  for (const finding of findings) print(io, json, finding);
  return findings.some(({ state }) => state === 'fault') ? EXIT.failed : EXIT.ok;
}

function print(io: Io, json: boolean, finding: Finding): void {
  if (json) {
    io.out(JSON.stringify(finding));
    return;
  }
  const color = { ok: 'green', warning: 'yellow', fault: 'red', skipped: 'dim' } as const;
  io.out(`${painted(io, color[finding.state], finding.state.padEnd(8))} ${finding.check.padEnd(12)} ${finding.detail}`);
  if (finding.fix) io.out(`         ${''.padEnd(12)} Fix: ${finding.fix}`);
}

function runtime(): Finding {
  const check = 'runtime';
  const [major = 0, minor = 0] = process.versions.node.split('.').map((part) => Number.parseInt(part, 10));
  if (major > 20 || (major === 20 && minor >= 19))
    return { check, state: 'ok', detail: `Node ${process.versions.node}` };
  const fix = 'Install Node 20.19 or newer.';
  return { check, state: 'fault', detail: `Node ${process.versions.node} is too old`, fix };
}

async function name({ hostname }: URL): Promise<Finding> {
  const check = 'DNS';
  try {
    const found = await lookup(hostname.replace(/^\[(.*)\]$/, '$1'), { all: true });
    return { check, state: 'ok', detail: `${hostname} is ${found.map(({ address }) => address).join(', ')}` };
  } catch (error) {
    const detail = `${hostname} does not resolve (${(error as { code?: string }).code ?? 'unknown'})`;
    const fix = hostname.endsWith('.localhost')
      ? 'This machine does not know *.localhost: put the name into its hosts file.'
      : 'Check the spelling, and the DNS of this machine.';
    return { check, state: 'fault', detail, fix };
  }
}

function tls({ protocol, hostname, port }: URL): Promise<Finding> {
  const check = 'TLS';
  if (protocol !== 'https:')
    return Promise.resolve({ check, state: 'skipped', detail: 'plain HTTP, which is for this machine only' });
  return new Promise((resolve) => {
    const socket = connectTls({
      host: hostname,
      port: port === '' ? 443 : Number.parseInt(port, 10),
      servername: hostname,
    });
    const end = (finding: Finding): void => {
      socket.destroy();
      resolve(finding);
    };
    socket.setTimeout(10_000, () =>
      end({ check, state: 'fault', detail: 'no answer in 10 s', fix: 'Look for a firewall or a proxy in between.' }),
    );
    socket.once('secureConnect', () => {
      const ends = Date.parse(socket.getPeerCertificate().valid_to);
      const days = Math.floor((ends - Date.now()) / 86_400_000);
      const detail = `${socket.getProtocol()}, the certificate ends in ${days} days`;
      if (days >= CERTIFICATE_WARNING_DAYS) return end({ check, state: 'ok', detail });
      return end({ check, state: 'warning', detail, fix: 'Tell the platform: its certificate is not renewed.' });
    });
    socket.once('error', (error: Error & { code?: string }) => {
      const fix = /CERT|SIGNED|ALTNAME/.test(error.code ?? '')
        ? 'A proxy may put its own certificate in between: give it to Node by NODE_EXTRA_CA_CERTS.'
        : 'Check the address and the port, and firewalls in between.';
      end({ check, state: 'fault', detail: error.message, fix });
    });
  });
}

async function reach(url: URL): Promise<Finding[]> {
  const check = 'API';
  let response: Response;
  const asked = Date.now();
  try {
    response = await fetch(new URL('/v1/site', url), { signal: AbortSignal.timeout(10_000), redirect: 'manual' });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return [{ check, state: 'fault', detail: cause, fix: 'Check the address of `platform login --url`, and proxies.' }];
  }
  const took = Date.now() - asked;
  const { status } = response;
  if (status !== 200) {
    const detail = `GET /v1/site is answered ${status}`;
    const fix =
      status === 404 ? 'No platform has this host: check the address.' : 'Try again; look at the status page.';
    return [{ check, state: 'fault', detail, fix }];
  }
  const { name: site } = (await response.json()) as { name: string };
  return [
    { check, state: 'ok', detail: `${site}, answered in ${took} ms` },
    clock(response.headers.get('date'), asked + took / 2),
  ];
}

function clock(header: string | null, here: number): Finding {
  const check = 'clock';
  const there = Date.parse(header ?? '');
  if (Number.isNaN(there)) return { check, state: 'skipped', detail: 'the answer names no time' };
  // The header has whole seconds.
  const skew = Math.round((here - there - 500) / 1000);
  if (Math.abs(skew) <= MOST_SKEW_SECONDS) return { check, state: 'ok', detail: `within ${Math.abs(skew) + 1} s` };
  const detail = `this machine is ${Math.abs(skew)} s ${skew > 0 ? 'ahead' : 'behind'}`;
  return {
    check,
    state: 'fault',
    detail,
    fix: 'Set the clock (NTP): webhooks are refused when it is five minutes off.',
  };
}

async function key(profile: Profile): Promise<Finding> {
  const check = 'key';
  try {
    await connect(profile).events.types({ maxRetries: 0 });
    return { check, state: 'ok', detail: 'known, and may read events' };
  } catch (error) {
    if (!(error instanceof PlatformProblem)) return { check, state: 'skipped', detail: 'the API could not be asked' };
    if (error.code === 'api-key-scope-missing')
      return {
        check,
        state: 'warning',
        detail: 'known, but without events:read',
        fix: 'Make a key with that scope for `platform listen`.',
      };
    const fix = `Make a new key in the back office, and run \`platform login\`. ${error.type}`;
    return { check, state: 'fault', detail: `${error.code}: ${error.detail}`, fix };
  }
}
