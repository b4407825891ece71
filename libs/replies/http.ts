export * from './replies-pages.controller.js';
export * from './replies.controller.js';
