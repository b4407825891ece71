import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { AuditService } from './audit.service.js';
import { Callers } from './callers.service.js';
import { HomeController } from './home.controller.js';
import { RolesController } from './roles.controller.js';
import { RolesService } from './roles.service.js';
import { SessionsController } from './sessions.controller.js';
import { SignInController } from './sign-in.controller.js';
import { SignInService } from './sign-in.service.js';
import { TokensController } from './tokens.controller.js';
import { TokensService } from './tokens.service.js';

@Module({
  controllers: [
    AuditController,
    HomeController,
    RolesController,
    SessionsController,
    SignInController,
    TokensController,
  ],
  providers: [AuditService, Callers, RolesService, SignInService, TokensService],
  exports: [Callers, RolesService, SignInService],
})
export class AccessModule {}
