export { AuditController } from './audit.controller.js';
export { RevocationController } from './revocation.controller.js';
export { RolesController } from './roles.controller.js';
export { SessionsController } from './sessions.controller.js';
export { SignInController } from './sign-in.controller.js';
export { TokensController } from './tokens.controller.js';
