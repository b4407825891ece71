export * from './access.decorators.js';
export { AccessGuard, sessionCookie } from './access.guard.js';
export { AccessModule } from './access.module.js';
