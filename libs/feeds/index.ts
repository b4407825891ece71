export * from './feeds.module.js';
export * from './feeds.service.js';
