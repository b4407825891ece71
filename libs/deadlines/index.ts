export * from './anchors.service.js';
export * from './deadline-rules.service.js';
export * from './deadlines.errors.js';
export * from './deadlines.module.js';
export * from './deadlines.queries.js';
export * from './deadlines.rules.js';
export {
  AskAbout,
  type DeadlineDetail,
  type DeadlineView,
  Decide,
  MaybeReason,
  MoveDeadline,
  SetDeadline,
  WithReason,
} from './deadlines.schemas.js';
export * from './deadlines.service.js';
export { explanationOf } from './explain.js';
export type { DeadlineChange } from './planning.rules.js';
export * from './planning.service.js';
export * from './requests.service.js';
export { SetRule, SetAnchor } from './rules.schemas.js';
export { Done } from './desk.forms.js';
export { decidesDeadlines, DeskPage } from './desk.parts.js';
