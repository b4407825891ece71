export * from './calendars.module.js';
export * from './calendars.rules.js';
export * from './calendars.service.js';
