export { CATALOGUE } from './events/catalogue.js';
export { messageExample, messageSchema } from './events/message.js';
export type { PublicEvent } from './events/public-event.js';
export * from './webhooks/webhooks.events.js';
export { IntegrationsModule } from './integrations.module.js';
export { ApiKeyCreated } from './keys/api-keys.events.js';
export { NEWEST_VERSION } from './keys/api-versions.js';
