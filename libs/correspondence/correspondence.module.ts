import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/index.js';
import { RemindersModule } from '../reminders/index.js';
import { BouncesService } from './bounces.service.js';
import { ExportService } from './export.service.js';
import { LedgerService } from './ledger.service.js';
import { MailboxService } from './mailbox.service.js';
import { SuppressionsService } from './suppressions.service.js';
import { UnreachableService } from './unreachable.service.js';

const services = [
  BouncesService,
  ExportService,
  LedgerService,
  MailboxService,
  SuppressionsService,
  UnreachableService,
];

@Module({ imports: [DirectoryModule, RemindersModule], providers: services, exports: services })
export class CorrespondenceModule {}
