export * from './attendance.service.js';
export * from './comments.service.js';
export * from './commitments.service.js';
export * from './minutes-mails.service.js';
export * from './minutes.errors.js';
export * from './minutes.module.js';
export * from './minutes.service.js';
export * from './order.js';
