export * from './access.decorators.js';
export { AccessGuard } from './access.guard.js';
export { AccessModule } from './access.module.js';
export { isValidOn } from './access.rules.js';
export { AuditService } from './audit.service.js';
export { RevocationService } from './revocation.service.js';
export { RolesService } from './roles.service.js';
export { sessionCookie } from './session-cookie.js';
export { SignedInPage } from './signed-in.page.js';
