import { Module } from '@nestjs/common';
import { AuditService } from './audit.service.js';
import { Callers } from './callers.service.js';
import { RevocationService } from './revocation.service.js';
import { RolesService } from './roles.service.js';
import { SignInService } from './sign-in.service.js';
import { TokensService } from './tokens.service.js';

const services = [AuditService, Callers, RevocationService, RolesService, SignInService, TokensService];

@Module({ providers: services, exports: services })
export class AccessModule {}
