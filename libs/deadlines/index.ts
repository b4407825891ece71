export * from './deadlines.module.js';
export * from './deadlines.rules.js';
export * from './deadlines.service.js';
