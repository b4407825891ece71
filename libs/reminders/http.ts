export * from './plan-pages.controller.js';
export * from './reminders.controller.js';
export { TimelineView } from './timeline.page.js';
