export * from './reminders.module.js';
export * from './reminders.service.js';
