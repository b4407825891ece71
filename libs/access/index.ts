export * from './access.decorators.js';
