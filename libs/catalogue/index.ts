export * from './events.js';
export * from './jobs.js';
export * from './links.js';
export * from './locales/index.js';
export * from './mail.js';
export * from './mails/index.js';
