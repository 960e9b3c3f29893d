import path from 'node:path';
import { pathToFileURL } from 'node:url';

// The sandbox as the stack starts it, but its webhooks go through the front door: the first replica, to which the stack would
// send them, is dead half of the time here. In production a load balancer stands there as well.
const door = process.env.FAULTS_FRONT_DOOR;
process.env.SANDBOX_STRIPE_WEBHOOK_URL = `${door}/webhooks/stripe/default/platform`;
process.env.SANDBOX_LIVEKIT_WEBHOOK_URL = `${door}/webhooks/livekit`;
await import(pathToFileURL(path.resolve(import.meta.dirname, '../../dist/apps/sandbox/src/main.js')).href);
