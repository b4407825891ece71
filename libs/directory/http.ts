export * from './directory.controller.js';
export * from './mandates.controller.js';
