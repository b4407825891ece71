import { Controller, Get, Header, Param, Query, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, By, everyone, secretariat, type Caller } from '../access/index.js';
import { mailTexts, reviewText } from '../catalogue/index.js';
import { MechanismService } from '../directory/index.js';
import { Answers, AnswersPage } from '../platform/http.js';
import { Database, renderPage, translator } from '../platform/index.js';
import { figuresCsv } from './figures.csv.js';
import { FiguresPage, PeriodPage } from './figures.page.js';
import { ConsultationFigures, FiguresForm, FiguresQuery, PeriodFigures } from './figures.schemas.js';
import { FiguresService } from './figures.service.js';
import { Id } from './published.schemas.js';
import { ReferencesService } from './references.service.js';

/** Those who may see the figures of all consultations; onlookers get none that are few. */
const onlookers = [...secretariat, 'approving-authority', 'observer'] as const;

/** Who is asked to consultations, and who takes part. */
@ApiTags('Consultations')
@Controller()
@Allow(...onlookers)
export class FiguresController {
  constructor(
    private readonly db: Database,
    private readonly figures: FiguresService,
    private readonly references: ReferencesService,
    private readonly mechanism: MechanismService,
  ) {}

  @Get('api/v1/consultations/:id/figures')
  @Allow(...everyone)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Who was asked to a consultation, and who came',
    description: 'For those who hold it or keep consultations. Exact numbers: what is few must not be published.',
  })
  @Answers(200, ConsultationFigures, 'The figures')
  async ofOne(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<ConsultationFigures> {
    const { figures, former } = await this.figures.ofOne(id, caller);
    return {
      consultationId: id,
      ...figures,
      former: former && {
        consultationId: former.consultation.id,
        title: former.consultation.title,
        startsAt: former.consultation.startsAt.toISOString(),
        total: former.figures.total,
      },
    };
  }

  @Get('api/v1/consultation-figures')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    summary: 'Who was asked to the consultations of a period or about a review, and who came',
    description:
      'Exact for the secretariat. For others FEW stands for fewer than 3, and WITHHELD for what would give away others that are few.',
  })
  @Answers(200, PeriodFigures, 'The figures')
  async ofMany(@Query({ schema: FiguresQuery }) asked: FiguresQuery, @By() caller: Caller): Promise<PeriodFigures> {
    const { figures, consultations } = await this.figures.ofMany(asked, caller);
    const references = await this.references.list();
    return {
      ...figures,
      consultations: consultations.map(({ id, startsAt, timeZone, ...each }) => ({
        consultationId: id,
        startsAt: startsAt.toISOString(),
        ...each,
      })),
      references: references.map(({ id, addedAt, ...reference }) => reference),
    };
  }

  @Get('consultations/:id/figures')
  @Allow(...everyone)
  @AnswersPage()
  async page(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<string> {
    const of = await this.figures.ofOne(id, caller);
    return renderPage(<FiguresPage caller={caller} of={of} references={await this.references.list()} />);
  }

  @Get('consultations/:id/figures.csv')
  @Allow(...everyone)
  @ApiExcludeEndpoint()
  async csv(@Param('id', { schema: Id }) id: string, @By() caller: Caller, @Res() reply: FastifyReply): Promise<void> {
    const { figures } = await this.figures.ofOne(id, caller, { isExport: true });
    await answerCsv(reply, figuresCsv(figures, caller.locale));
  }

  @Get('consultation-figures')
  @AnswersPage()
  async period(@Query({ schema: FiguresForm }) asked: FiguresQuery, @By() caller: Caller): Promise<string> {
    const of = await this.figures.ofMany(asked, caller);
    const props = { reviews: await this.reviews(caller), references: await this.references.list() };
    return renderPage(<PeriodPage caller={caller} of={of} {...props} />);
  }

  @Get('consultation-figures.csv')
  @ApiExcludeEndpoint()
  async periodCsv(
    @Query({ schema: FiguresForm }) asked: FiguresQuery,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { figures, consultations } = await this.figures.ofMany(asked, caller, { isExport: true });
    await answerCsv(reply, figuresCsv(figures, caller.locale, consultations));
  }

  /** Cycles to choose from: those of the State itself. */
  private async reviews({ locale }: Caller): Promise<{ id: string; name: string }[]> {
    const { stateCode } = await this.mechanism.get();
    const reviews = await this.db.now.review.findMany({ where: { stateCode }, orderBy: { id: 'desc' }, take: 200 });
    const t = translator(mailTexts, locale);
    return reviews.map((review) => ({ id: review.id, name: reviewText(review, t) }));
  }
}

const answerCsv = async (reply: FastifyReply, csv: string): Promise<void> => {
  await reply
    .type('text/csv; charset=utf-8')
    .header('Content-Disposition', 'attachment; filename="figures.csv"')
    .header('Cache-Control', 'no-store')
    .send(csv);
};
