import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../../libs/access/index.js';
import { styleSheet } from '../../../libs/platform/index.js';

@ApiExcludeController()
@Controller('assets')
export class AssetsController {
  /** Its address carries a hash of the content, so it may be kept for ever. */
  @Public()
  @Get('nmrf.css')
  @Header('Content-Type', 'text/css; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=31536000, immutable')
  style(): string {
    return styleSheet;
  }
}
