export * from './forgetting.service.js';
export * from './intimidation.service.js';
export * from './safety.module.js';
