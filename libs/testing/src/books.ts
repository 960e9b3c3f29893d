import { StripeComparisonService, unexplainedMinor } from '@app/billing';
import type { TestApp } from './test-app.js';

/** Where our books and those of Stripe differ, per account and currency, and what the ledger breaks of its own rules; empty when all is well. */
export async function bookFaults(t: TestApp): Promise<string[]> {
  const compared = await t.app.get(StripeComparisonService).compare();
  const faults = compared
    .filter((one) => unexplainedMinor(one) !== 0n || one.suspenseMinor !== 0n)
    .map(
      (one) =>
        `${one.context} ${one.currency}: ${unexplainedMinor(one)} unexplained, ${one.suspenseMinor} of unknown cause`,
    );
  if (compared.length === 0) faults.push('nothing was compared');
  return [...faults, ...(await t.violations()).map((one) => JSON.stringify(one))];
}
