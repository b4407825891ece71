export * from './due.controller.js';
export * from './leave-pages.controller.js';
export * from './preferences-pages.controller.js';
export * from './preferences.controller.js';
export * from './reminders.controller.js';
export * from './unsubscribe.controller.js';
export * from './plan-pages.controller.js';
export { TimelineView } from './timeline.page.js';
