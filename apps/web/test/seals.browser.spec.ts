import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stand, tooWideAt, violations } from './support/checks.ts';
import { callerWith, soon } from './support/people.ts';
import { rows } from './support/stripe.ts';
import { type Visitor, type World, openWorld, signIn } from './support/world.ts';

const VERIFY = path.resolve(import.meta.dirname, '../../../dist/apps/api/src/verify-ledger.js');

describe('the seals of the ledger', () => {
  let world: World;
  let staff: Visitor;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'seals-'));
  beforeAll(async () => {
    world = await openWorld({ MEDIA: 'simulated' });
    await callerWith(world, 'Sela', 2_000);
    staff = await world.visitor();
    await signIn(staff.page, world.at('aurora', '/admin/'), 'owner@aurora.example');
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await world?.close();
  });

  const verify = () =>
    spawnSync(process.execPath, [VERIFY, path.join(folder, 'seals'), '--key', path.join(folder, 'receipt-key.json')], {
      encoding: 'utf8',
    });

  it('are downloaded with the public key by staff, and checked by the command that the page names', async () => {
    const { page } = staff;
    // A day is sealed an hour after its end: what happened today happened two days ago.
    await rows(
      world,
      `set session_replication_role = replica;
       update app.ledger_transaction set created_at = created_at - interval '2 days';
       update app.ledger_entry set created_at = created_at - interval '2 days';
       select graphile_worker.add_job('billing.seal_ledger', '{}')`,
    );
    await soon('the seal', 30_000, async () => {
      const [seal] = await rows(world, 'select 1 from app.ledger_checkpoint');
      return seal;
    });
    await page.goto(world.at('aurora', '/admin/ledger'));
    await page.getByRole('link', { name: 'Seals' }).click();
    await page.getByRole('heading', { name: 'Seals of the ledger' }).waitFor();
    await page.getByText('npm run verify-ledger -- ./seals --key ./receipt-key.json').waitFor();
    const download = page.getByRole('button', { name: 'Download seal 1' });
    for (const [button, file] of [
      [download, 'seals/ledger-000001.ndjson'],
      [page.getByRole('button', { name: 'Public key' }), 'receipt-key.json'],
    ] as const) {
      const event = page.waitForEvent('download');
      await button.click();
      const saved = await event;
      expect(saved.suggestedFilename()).toBe(path.basename(file));
      await saved.saveAs(path.join(folder, file));
    }
    expect(verify().stdout).toMatch(/^VALID - 1 checkpoints, [1-9]\d* transactions/);
    const file = path.join(folder, 'seals/ledger-000001.ndjson');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"top_up"', '"adjustment"'));
    expect(verify()).toMatchObject({ status: 1, stderr: expect.stringMatching(/^NOT VALID - ledger-000001/) });
    for (const [text, words] of [
      ['', 'it is empty'],
      ['no bundle', 'a line of it is no JSON'],
    ] as const) {
      writeFileSync(file, text);
      expect(verify()).toMatchObject({ status: 1, stderr: `NOT VALID - ledger-000001.ndjson: ${words}\n` });
    }
  });

  it('have no accessibility violation, and fit at 320 pixels', async () => {
    const { page, complaints } = staff;
    await stand(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
    }
    expect([await tooWideAt(page, [320]), complaints]).toEqual([[], []]);
  });
});
