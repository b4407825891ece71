export * from './explain.controller.js';
export * from './import-pages.controller.js';
export * from './imports.controller.js';
