export * from './bounces.service.js';
export * from './correspondence.module.js';
export * from './mailbox.service.js';
export * from './suppressions.service.js';
export * from './unreachable.service.js';
