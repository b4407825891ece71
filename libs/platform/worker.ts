/** What only the worker needs: the queues' side of the platform. */
export * from './deliveries.js';
export * from './mailer.js';
export * from './outages.js';
export * from './outbox.js';
export * from './queues.module.js';
export * from './relay.js';
export * from './runner.js';
