export * from './assignments.controller.js';
export * from './verify.controller.js';
