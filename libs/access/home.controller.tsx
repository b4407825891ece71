import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Database, renderPage } from '../platform/index.js';
import { AnswersPage } from '../platform/http.js';
import { Allow, By, everyone, type Caller } from './access.decorators.js';
import { HomePage } from './home.page.js';

@ApiExcludeController()
@Controller()
export class HomeController {
  constructor(private readonly db: Database) {}

  @Get()
  @Allow(...everyone)
  @AnswersPage()
  async home(@By() caller: Caller): Promise<string> {
    const institutions = await this.db.now.institution.findMany({
      where: { id: { in: caller.institutionIds } },
      orderBy: { name: 'asc' },
    });
    return renderPage(<HomePage caller={caller} institutions={institutions.map(({ name }) => name)} />);
  }
}
