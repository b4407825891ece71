export * from './reminders.controller.js';
