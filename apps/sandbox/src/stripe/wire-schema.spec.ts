import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Stripe from 'stripe';
import { sdk, start } from '../../test/harness.js';
import type { Sandbox } from '../sandbox.js';

const here = dirname(fileURLToPath(import.meta.url));
let sandbox: Sandbox;
let stripe: Stripe;

beforeAll(async () => {
  sandbox = await start();
  stripe = sdk(sandbox.port);
});
afterAll(() => sandbox.stop());

describe('the wire schema', () => {
  it('notices an answer that lacks a field, has one too many, or one of another type', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 500,
      currency: 'eur',
      payment_method: 'pm_card_visa',
      confirm: true,
    });
    const { wire } = sandbox.stripe.state;
    expect(wire.answerDefect({ ...intent })).toBeUndefined();
    const without: Partial<Stripe.PaymentIntent> = { ...intent };
    delete without.latest_charge;
    expect(wire.answerDefect(without)).toMatch(/latest_charge/);
    expect(wire.answerDefect({ ...intent, colour: 'red' })).toMatch(/additional/);
    expect(wire.answerDefect({ ...intent, amount: '500' })).toMatch(/amount/);
    expect(wire.answerDefect({ object: 'unheard_of' })).toMatch(/unheard_of/);
  });

  it('notices an event name that Stripe does not have', async () => {
    const [event] = (await stripe.events.list()).data;
    expect(sandbox.stripe.state.wire.answerDefect({ ...event })).toBeUndefined();
    expect(sandbox.stripe.state.wire.answerDefect({ ...event, type: 'payment_intent.paid' })).toMatch(/type/);
  });

  it('is what the generator writes for the installed stripe package', () => {
    const file = join(here, 'wire-schema.gen.json');
    const committed = readFileSync(file, 'utf8');
    const out = join(tmpdir(), `wire-schema.${process.pid}.json`);
    try {
      execFileSync(process.execPath, ['--no-warnings', join(here, '../../generate-wire-schema.ts'), out]);
      expect(readFileSync(out, 'utf8') === committed).toBe(true);
    } finally {
      rmSync(out, { force: true });
    }
  });
});
