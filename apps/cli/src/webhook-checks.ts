import { type Platform, PlatformProblem } from '@app/sdk';
import type { Finding } from './finding.js';

type Endpoint = Awaited<ReturnType<Platform['webhookEndpoints']['show']>>;

const check = 'webhooks';
const WHY = {
  staff: 'it was switched off by hand',
  gone: 'it answered 410',
  failing: 'it took nothing for days',
} as const;

/** One finding for each endpoint: whether it is sent anything and takes it, and what came of the last message. */
export async function webhooks(platform: Platform): Promise<Finding[]> {
  const once = { maxRetries: 0 };
  try {
    const { data: endpoints } = await platform.webhookEndpoints.list(once);
    if (endpoints.length === 0) return [{ check, state: 'skipped', detail: 'there is no endpoint' }];
    const findings: Finding[] = [];
    for (const endpoint of endpoints) {
      const { data } = await platform.webhookDeliveries.list({ endpointId: endpoint.id, limit: 1 }, once);
      findings.push(findingOf(endpoint, lastOf(data[0])));
    }
    return findings;
  } catch (error) {
    if (!(error instanceof PlatformProblem)) return [{ check, state: 'skipped', detail: 'the API could not be asked' }];
    if (error.code === 'api-key-scope-missing')
      return [{ check, state: 'skipped', detail: 'the key is without webhooks:read' }];
    return [{ check, state: 'skipped', detail: `the API refuses: ${error.code}` }];
  }
}

function findingOf(endpoint: Endpoint, last: string): Finding {
  const { id, url, health, disabledBecause, failingSince, waiting } = endpoint;
  const name = `${id} ${url}`;
  if (health === 'disabled') {
    const detail = `${name} gets nothing: ${WHY[disabledBecause ?? 'staff']}. ${last}`;
    const fix = 'Mend it, switch it on in the back office or with `enabled: true`, and have sent again what it missed.';
    return { check, state: disabledBecause === 'staff' ? 'warning' : 'fault', detail, fix };
  }
  if (health === 'failing') {
    const detail = `${name} has taken nothing since ${failingSince}, and ${waiting} wait. ${last}`;
    return {
      check,
      state: 'fault',
      detail,
      fix: `Mend it, then try \`platform trigger call.ended --endpoint ${id}\`.`,
    };
  }
  return { check, state: 'ok', detail: `${name} ${last}` };
}

interface Delivery {
  readonly type: string;
  readonly status: string;
  readonly tries: number;
  readonly lastStatusCode: number | null;
  readonly lastFailure: string | null;
  readonly createdAt: string;
}

function lastOf(delivery: Delivery | undefined): string {
  if (!delivery) return 'Nothing was sent yet.';
  const { type, status, tries, lastStatusCode, lastFailure, createdAt } = delivery;
  const answer = lastStatusCode ?? lastFailure;
  return `Last: ${type} of ${createdAt}, ${status}${answer === null ? '' : ` (${answer})`} after ${tries} ${tries === 1 ? 'try' : 'tries'}.`;
}
