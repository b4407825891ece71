import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow, By, everyone, type Caller } from '../../../libs/access/index.js';
import { VerificationService } from '../../../libs/assignments/index.js';
import { AnswersPage } from '../../../libs/platform/http.js';
import { Database, renderPage } from '../../../libs/platform/index.js';
import { HomePage } from './home.page.js';

@ApiExcludeController()
@Controller()
export class HomeController {
  constructor(
    private readonly db: Database,
    private readonly verification: VerificationService,
  ) {}

  @Get()
  @Allow(...everyone)
  @AnswersPage()
  async home(@By() caller: Caller): Promise<string> {
    const institutions = await this.db.now.institution.findMany({
      where: { id: { in: caller.institutionIds } },
      orderBy: { name: 'asc' },
    });
    const waiting = await this.verification.openLists(this.db.now, { institutionId: { in: caller.institutionIds } });
    return renderPage(
      <HomePage caller={caller} institutions={institutions.map(({ name }) => name)} waiting={waiting} />,
    );
  }
}
