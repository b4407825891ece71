import { Controller, Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { Public } from '../../../libs/access/index.js';
import { Database, DomainError } from '../../../libs/platform/index.js';
import { Answers } from '../../../libs/platform/http.js';

class NotReady extends DomainError {
  readonly code = 'not-ready';
  override readonly status = 503;
  constructor() {
    super('The database does not answer.');
  }
}

const Health = z.object({ status: z.literal('ok') });

@Controller()
export class HealthController {
  constructor(private readonly db: Database) {}

  @Public()
  @Get('healthz')
  @RouteConfig({ rateLimit: false })
  @ApiOperation({ summary: 'Whether the process is alive' })
  @Answers(200, Health, 'It is')
  alive(): z.infer<typeof Health> {
    return { status: 'ok' };
  }

  @Public()
  @Get('readyz')
  @RouteConfig({ rateLimit: false })
  @ApiOperation({ summary: 'Whether requests can be served: the database answers' })
  @Answers(200, Health, 'They can')
  async ready(): Promise<z.infer<typeof Health>> {
    await this.db.now.$queryRaw`SELECT 1`.catch(() => {
      throw new NotReady();
    });
    return { status: 'ok' };
  }
}
