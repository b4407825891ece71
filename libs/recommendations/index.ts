export * from './recommendations.module.js';
export { paragraphSortKey, uprCycle } from './recommendations.rules.js';
export * from './register-merge.js';
export * from './reviews.service.js';
export * from './states.js';
