import { type Chapter, flow } from './flow.ts';
import type { Payer, World } from './world.ts';

/** A payment of which a part is spent. */
const partlySpent = async ({ t, payer, talk }: World): Promise<Payer> => {
  const paid = await payer(5_000);
  await talk(paid.user, await t.given.advisor({ voiceRateMinor: 600n }), 120);
  return paid;
};

export const DISPUTES: Chapter = {
  title: 'Disputes',
  flows: [
    flow(
      'A bank takes a payment back, and the dispute is won',
      'What is left of it is frozen at once; the bank keeps the money and its fee until it decides.',
      ({ payer }) => payer(4_000),
      async ({ dispute, control }, paid) => control(`disputes/${await dispute(paid)}`, { outcome: 'won' }),
    ),
    flow(
      'A dispute is lost whose money was partly spent',
      'What was frozen covers a part; the rest falls on whom the licence names, here the licensee. No wallet falls below zero.',
      partlySpent,
      async ({ dispute, control }, paid) => control(`disputes/${await dispute(paid)}`, { outcome: 'lost' }),
    ),
    flow(
      'A lost dispute is borne by the advisor who earned it, and won on appeal',
      'At most what they earned of it. The appeal reverses everything, and takes what was frozen to the wallet again.',
      async (world) => {
        await world.bearers({ disputeBearer: 'advisor', disputeFeeBearer: 'operator' });
        return partlySpent(world);
      },
      async ({ dispute, control, bearers }, paid) => {
        const id = await dispute(paid);
        for (const outcome of ['lost', 'appeal', 'won']) await control(`disputes/${id}`, { outcome });
        await bearers({});
      },
    ),
    flow(
      'A bank warns of fraud, and the payment is refunded before it becomes a dispute',
      'Frozen at once; given back where it is mostly unspent and below the threshold of the licensee.',
      ({ payer }) => payer(3_000),
      ({ control, intentOf }, { topUp }) => control('early_fraud_warnings', { paymentIntent: intentOf(topUp) }),
    ),
  ],
};
