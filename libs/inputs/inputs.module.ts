import { Module } from '@nestjs/common';
import { ConsultationsModule } from '../consultations/index.js';
import { InvitationsModule } from '../invitations/index.js';
import { InputAnswersService } from './input-answers.service.js';
import { InputsService } from './inputs.service.js';

const services = [InputAnswersService, InputsService];

@Module({ imports: [ConsultationsModule, InvitationsModule], providers: services, exports: services })
export class InputsModule {}
