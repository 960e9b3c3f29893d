import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

interface Report {
  media: 'livekit' | 'simulated';
  call: {
    currency: string;
    priceMinor: number;
    billedSeconds: number;
    coPresenceSeconds: number;
    pauses: { from: string; to: string; cause: string }[];
  };
  split: Record<'advisor' | 'licensee' | 'operator' | 'tax', number>;
  ledger: { sumByCurrency: Record<string, number>; driftedAccounts: number; negativeWallets: number };
  receipt: { verified: boolean };
  refund: { amountMinor: number; split: Record<string, number> };
}

const sum = (parts: Record<string, number>): number => Object.values(parts).reduce((a, b) => a + b, 0);

describe('npm run demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'platform-demo-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('carries a real paid call through the platform, and its figures are right', async () => {
    const file = join(folder, 'demo.json');
    const { code, output } = await new Promise<{ code: number | null; output: string }>((done) => {
      const child = spawn(process.execPath, ['scripts/demo.ts', '--json', file], { stdio: ['ignore', 'pipe', 'pipe'] });
      let text = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      child.once('exit', (exitCode) => done({ code: exitCode, output: text }));
    });
    if (code !== 0) console.log(output);
    expect(code).toBe(0);
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    console.log(
      `media: ${report.media}; billed ${report.call.billedSeconds} s of ${report.call.coPresenceSeconds} s together`,
    );
    const { call, split, ledger, refund } = report;
    expect(call.billedSeconds).toBeGreaterThan(20);
    expect(call.billedSeconds).toBeLessThanOrEqual(call.coPresenceSeconds);
    expect(call.coPresenceSeconds - call.billedSeconds).toBeLessThanOrEqual(2);
    expect(call.pauses.length).toBeGreaterThanOrEqual(2);
    expect(sum(split)).toBe(call.priceMinor);
    expect(ledger).toMatchObject({ sumByCurrency: { EUR: 0 }, driftedAccounts: 0, negativeWallets: 0 });
    expect(report.receipt.verified).toBe(true);
    expect(sum(refund.split)).toBe(refund.amountMinor);
  }, 400_000);
});
