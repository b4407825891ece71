export * from './bounces.service.js';
export * from './correspondence.module.js';
export * from './mailbox.imap.js';
export * from './mailbox.reading.js';
export * from './mailbox.service.js';
export { readMail } from './mime.rules.js';
export * from './suppressions.service.js';
export * from './unreachable.service.js';
