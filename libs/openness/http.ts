export * from './figures.controller.js';
export * from './published.controller.js';
export * from './references.controller.js';
