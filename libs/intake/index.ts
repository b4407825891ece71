export * from './imports.service.js';
export * from './intake.module.js';
