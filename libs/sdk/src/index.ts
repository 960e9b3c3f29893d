export { Platform } from './platform.js';
export type { PlatformOptions, RequestOptions } from './client.js';
export { ConnectionFailed, type FieldFault, PlatformProblem } from './problem.js';
export { type ListPage, Pages } from './pages.js';
export {
  type WebhookEvent,
  type WebhookHeaders,
  WebhookRefused,
  type WebhookRefusal,
  signWebhook,
  verifyWebhook,
} from './webhook.js';
export { API_VERSION, type ProblemCode } from './facts.gen.js';
export type { Query } from './resources.gen.js';
export type { components, operations } from './types.gen.js';
