export { CalendarsController } from './calendars.controller.js';
export { largestHolidayFile } from './holiday-files.js';
export { holidayFileOf } from './holiday-upload.js';
