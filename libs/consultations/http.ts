export { AgendaPagesController } from './agenda.controller.js';
export { ConsultationsController } from './consultations.controller.js';
export { ConsultationDatesController } from './dates.controller.js';
export { ConsultationPagesController } from './desk.controller.js';
export { PollAnswerController } from './poll-answer.controller.js';
export { PollPagesController } from './poll-pages.controller.js';
export { ConsultationRulePagesController } from './rule-pages.controller.js';
