import { Readable } from 'node:stream';
import { Controller, Get, Header, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, By, everyone, type Caller } from '../access/index.js';
import { Answers } from '../platform/http.js';
import { asFile, Clock, dayIn } from '../platform/index.js';
import { registerFiles } from './register-export.files.js';
import { RegisterExportQuery, RegisterFile } from './register-export.schemas.js';
import { RegisterExportService } from './register-export.service.js';

@ApiTags('Register')
@Controller('api/v1')
export class RegisterExportController {
  constructor(
    private readonly register: RegisterExportService,
    private readonly clock: Clock,
  ) {}

  @Get('recommendations/export')
  @Allow(...everyone)
  @ApiOperation({
    summary: 'Recommendations as a file: workbook, CSV or JSON',
    description:
      'All that fit, in the order of reviews and paragraphs; for focal points those assigned to their institutions. The names of States are in ' +
      'your language, headings and codes the same in all. In workbooks and CSV, several values of one cell are on lines of their own. In CSV ' +
      '(RFC 4180, UTF-8 with byte order mark) a cell that a spreadsheet program would run (it begins with =, +, -, @, a tab or a line end, ' +
      'possibly after blanks) has an apostrophe before it, and so has one that begins with apostrophes and then like that: take one away from ' +
      'every cell that begins with apostrophes followed by such a beginning, and you have the text. JSON has the exact values.',
  })
  @Answers(200, RegisterFile, 'The file, sent while it is written; this is its shape for format=json')
  @Header('Cache-Control', 'no-store')
  export(
    @Query({ schema: RegisterExportQuery }) { format, ...filter }: RegisterExportQuery,
    @By() caller: Caller,
  ): StreamableFile {
    const { type, write } = registerFiles[format];
    const name = `recommendations-${dayIn(caller.timeZone, this.clock.now())}.${format}`;
    const pieces = Readable.from(write(this.register.pages(filter, caller)), { objectMode: false });
    return new StreamableFile(pieces, { type, disposition: asFile(name) });
  }
}
