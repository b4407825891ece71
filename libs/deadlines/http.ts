export { CalendarChangesController } from './calendar-changes.controller.js';
export { CalendarPagesController } from './calendar-pages.controller.js';
export * from './dates.controller.js';
export * from './deadline.page.js';
export * from './deadlines.controller.js';
export * from './desk.controller.js';
export * from './desk.forms.js';
export * from './rule-pages.controller.js';
export * from './rules.controller.js';
