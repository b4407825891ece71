export { CalendarChangesController } from './calendar-changes.controller.js';
export { CalendarPagesController } from './calendar-pages.controller.js';
export * from './deadlines.controller.js';
export * from './rules.controller.js';
