import type { Readable } from 'node:stream';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { Answers, AnswersSecret } from '../platform/http.js';
import { ExportMails, Id, MailPage, MailQuery, WholeMail } from './correspondence.schemas.js';
import { ExportService } from './export.service.js';
import { LedgerService } from './ledger.service.js';

@ApiTags('Mails')
@Controller('api/v1')
export class LedgerController {
  constructor(
    private readonly ledger: LedgerService,
    private readonly exports: ExportService,
  ) {}

  @Get('mails')
  @Allow(...secretariat, 'observer', 'approving-authority')
  @ApiOperation({ summary: 'Who was told what, when, and what the mail server said' })
  @Answers(200, MailPage, 'Mails, the newest first')
  list(@Query({ schema: MailQuery }) query: MailQuery, @By() caller: Caller) {
    return this.ledger.list(query, caller);
  }

  @Get('mails/:id')
  @Allow(...secretariat, 'observer', 'approving-authority')
  @ApiOperation({ summary: 'One mail with its text' })
  @Answers(200, WholeMail, 'The mail as it was sent, without its links')
  get(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    return this.ledger.get(id, caller);
  }

  @Post('mail-exports')
  @HttpCode(200)
  @Allow('administrator', 'coordinator')
  @AnswersSecret()
  @ApiOperation({
    summary: 'Export the mail ledger',
    description: 'Kept in the audit trail, with the reason. The oldest mails come first. Takes no Idempotency-Key.',
  })
  @ApiOkResponse({
    description: 'The mails of those days as CSV (RFC 4180, UTF-8 with byte order mark)',
    content: { 'text/csv': { schema: { type: 'string' } } },
  })
  @Header('Cache-Control', 'no-store')
  async export(@Body({ schema: ExportMails }) body: ExportMails, @By() caller: Caller): Promise<StreamableFile> {
    return asFile(await this.exports.csv(body, caller));
  }
}

export const asFile = (lines: Readable): StreamableFile =>
  new StreamableFile(lines, { type: 'text/csv; charset=utf-8', disposition: 'attachment; filename="mails.csv"' });
