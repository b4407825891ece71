export { ForgetPagesController } from './forget-pages.controller.js';
export { ParticipantsController } from './participants.controller.js';
export { ReportPagesController } from './report-pages.controller.js';
export { SafetyController } from './safety.controller.js';
