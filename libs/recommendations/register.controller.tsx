import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, By, everyone, seesAll, type Caller } from '../access/index.js';
import { Database, renderPage } from '../platform/index.js';
import { RecommendationPage } from './recommendation.page.js';
import { RecommendationsService } from './recommendations.service.js';
import { RegisterForm } from './register.form.js';
import { RegisterPage } from './register.page.js';
import { listReviews } from './reviews.queries.js';

const html = ['Content-Type', 'text/html; charset=utf-8'] as const;

/** The register for people: pages that work without scripts. */
@ApiExcludeController()
@Controller('register')
@Allow(...everyone)
export class RegisterController {
  constructor(
    private readonly db: Database,
    private readonly recommendations: RecommendationsService,
  ) {}

  @Get()
  @Header(...html)
  async list(@Query({ schema: RegisterForm }) form: RegisterForm, @By() caller: Caller): Promise<string> {
    const { reviewId } = form;
    const themes = await this.recommendations.classifications({ kind: 'THEME', reviewId }, caller);
    return renderPage(
      <RegisterPage
        caller={caller}
        form={form}
        page={await this.recommendations.list({ ...form, limit: 25 }, caller)}
        reviews={(await listReviews(this.db.now, { limit: 20 }, caller.locale)).items}
        themes={themes.items.map(({ label }) => label)}
        institutions={await this.institutions(caller)}
      />,
    );
  }

  @Get(':id')
  @Header(...html)
  async get(@Param('id', { schema: z.uuid() }) id: string, @By() caller: Caller): Promise<string> {
    return renderPage(<RecommendationPage caller={caller} item={await this.recommendations.get(id, caller)} />);
  }

  private institutions(caller: Caller) {
    return this.db.now.institution.findMany({
      where: seesAll(caller) ? { assignments: { some: {} } } : { id: { in: caller.institutionIds } },
      select: { id: true, name: true },
      orderBy: { name: 'asc' },
    });
  }
}
