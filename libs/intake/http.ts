export * from './imports.controller.js';
