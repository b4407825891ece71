export * from './recommendations.controller.js';
export * from './register-export.controller.js';
export * from './register.controller.js';
export * from './reviews.controller.js';
export { reviewName } from './register.page.js';
