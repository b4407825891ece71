export { HolidayFileBroken } from './calendars.errors.js';
export * from './calendars.module.js';
export * from './calendars.rules.js';
export {
  CalendarChange,
  CountryCode,
  Difference as DifferenceView,
  years as calendarYears,
} from './calendars.schemas.js';
export type { CalendarOfYear, CalendarSummary } from './calendars.schemas.js';
export * from './calendars.service.js';
export { countryCodes } from './countries.js';
