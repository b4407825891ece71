export * from './reminders.controller.js';
export * from './reminders.module.js';
export * from './reminders.service.js';
