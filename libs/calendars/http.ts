export { CalendarsController } from './calendars.controller.js';
export { largestHolidayFile } from './holiday-files.js';
export { HolidayFileFields, holidayFileOf, type HolidayFile } from './holiday-upload.js';
