export * from './digests.service.js';
export * from './falling-due.service.js';
export * from './hours.service.js';
export * from './leaves.service.js';
export * from './plans.service.js';
export * from './preferences.service.js';
export { timeline } from './timeline.queries.js';
export * from './reminders.module.js';
export * from './steps.service.js';
