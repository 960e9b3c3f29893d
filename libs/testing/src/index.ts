export * from './credited-top-up.js';
export * from './fake-rooms.js';
export * from './picture.js';
export * from './paid-call.js';
export * from './race.js';
export * from './settled-call.js';
export * from './test-app.js';
export * from './test-database.js';
