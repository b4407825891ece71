export { AttendanceController } from './attendance.controller.js';
export { AttendancePagesController } from './attendance-pages.controller.js';
export { CommitmentPagesController } from './commitment-pages.controller.js';
export { InviteeMinutesController } from './invitee-minutes.controller.js';
export { MinutesController } from './minutes.controller.js';
export { MinutesPagesController } from './minutes-pages.controller.js';
