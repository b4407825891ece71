export * from './deadlines.controller.js';
export * from './rules.controller.js';
