import { Module } from '@nestjs/common';
import { AccessModule } from '../access/index.js';
import { DirectoryService } from './directory.service.js';
import { InstitutionsService } from './institutions.service.js';
import { MandatesService } from './mandates.service.js';
import { MechanismService } from './mechanism.service.js';
import { PeopleService } from './people.service.js';

const services = [DirectoryService, InstitutionsService, MandatesService, MechanismService, PeopleService];

@Module({ imports: [AccessModule], providers: services, exports: services })
export class DirectoryModule {}
