export * from './feed-files.controller.js';
export * from './feeds.controller.js';
