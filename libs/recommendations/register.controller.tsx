import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, By, everyone, seesAll, type Caller } from '../access/index.js';
import { AnswersPage } from '../platform/http.js';
import { Database, renderPage } from '../platform/index.js';
import { RecommendationPage } from './recommendation.page.js';
import { RecommendationsService } from './recommendations.service.js';
import { RegisterForm } from './register.form.js';
import { RegisterPage } from './register.page.js';
import { reviewChoices } from './reviews.queries.js';

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
  @AnswersPage()
  async list(@Query({ schema: RegisterForm }) asked: RegisterForm, @By() caller: Caller): Promise<string> {
    const { states, reviews } = await reviewChoices(this.db.now, asked, caller.locale);
    // Who chooses another State has done with the review chosen before.
    const reviewId = reviews.find(({ id }) => id === asked.reviewId)?.id;
    const form = { ...asked, reviewId };
    const themes = await this.recommendations.classifications({ kind: 'THEME', reviewId }, caller);
    return renderPage(
      <RegisterPage
        caller={caller}
        form={form}
        page={await this.recommendations.list({ ...form, limit: 25 }, caller)}
        states={states}
        reviews={reviews}
        themes={themes.items.map(({ label }) => label)}
        institutions={await this.institutions(caller)}
      />,
    );
  }

  @Get(':id')
  @AnswersPage()
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
