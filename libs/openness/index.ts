export * from './openness.module.js';
