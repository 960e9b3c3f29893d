export { CATALOGUE } from './events/catalogue.js';
export { messageExample, messageSchema } from './events/message.js';
export type { PublicEvent } from './events/public-event.js';
export { IntegrationsModule } from './integrations.module.js';
