export * from './import-pages.controller.js';
export * from './imports.controller.js';
