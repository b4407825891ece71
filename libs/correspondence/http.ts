export * from './bounces.controller.js';
export * from './ledger-pages.controller.js';
export * from './ledger.controller.js';
export * from './suppressions.controller.js';
