export { ENDING_STAGES, LICENCE_STATES } from './licence/licence.entity.js';
export * from './licence/licence.events.js';
export { LicensingModule } from './licensing.module.js';
