import { Module } from '@nestjs/common';
import { Callers } from './callers.service.js';

@Module({ providers: [Callers], exports: [Callers] })
export class AccessModule {}
