export * from './input-answers.service.js';
export * from './inputs.module.js';
export * from './inputs.service.js';
