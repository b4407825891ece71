import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { answerAgain, AnswersPage } from '../platform/http.js';
import { Database, NotFound, renderPage } from '../platform/index.js';
import { ExportMails, Id, Release } from './correspondence.schemas.js';
import { ExportService } from './export.service.js';
import { ExportForm, LedgerForm, ReleaseForm, SuppressedQuery } from './ledger.form.js';
import { LedgerPage, type LedgerPageProps } from './ledger.page.js';
import { deadlineChoices } from './ledger.queries.js';
import { asDeadline, LedgerService } from './ledger.service.js';
import { MailPage } from './mail.page.js';
import { SuppressedPage } from './suppressed.page.js';
import { SuppressionsService } from './suppressions.service.js';

const perPage = 25;

/** The ledger for people: pages that work without scripts. */
@ApiExcludeController()
@Controller('mails')
@Allow(...secretariat)
export class LedgerPagesController {
  constructor(
    private readonly db: Database,
    private readonly ledger: LedgerService,
    private readonly exports: ExportService,
    private readonly suppressions: SuppressionsService,
  ) {}

  @Get()
  @AnswersPage()
  async list(@Query({ schema: LedgerForm }) form: LedgerForm, @By() caller: Caller): Promise<string> {
    return renderPage(<LedgerPage {...await this.props(form, caller)} />);
  }

  @Post('export')
  @Allow('administrator', 'coordinator')
  async export(
    @Body({ schema: ExportForm }) entered: ExportForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wanted = ExportMails.safeParse(entered);
    if (!wanted.success || wanted.data.to < wanted.data.from) {
      const form = LedgerForm.parse({ deadlineId: entered.deadlineId });
      return answerAgain(reply, 422, <LedgerPage {...await this.props(form, caller)} entered={entered} />);
    }
    const lines = await this.exports.csv(wanted.data, caller);
    await reply
      .status(200)
      .type('text/csv; charset=utf-8')
      .header('Content-Disposition', 'attachment; filename="mails.csv"')
      .header('Cache-Control', 'no-store')
      .send(lines);
  }

  @Get('suppressed')
  @AnswersPage()
  async suppressed(
    @Query({ schema: SuppressedQuery }) { cursor, released }: SuppressedQuery,
    @By() caller: Caller,
  ): Promise<string> {
    const page = await this.suppressions.list({ cursor, limit: perPage });
    return renderPage(
      <SuppressedPage
        caller={caller}
        page={page}
        isFirst={cursor === undefined}
        wasReleased={released !== undefined}
      />,
    );
  }

  @Post('suppressed/release')
  async release(
    @Body({ schema: ReleaseForm }) entered: ReleaseForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wanted = Release.safeParse(entered);
    if (wanted.success && (await this.released(wanted.data, caller))) {
      await reply.redirect('/mails/suppressed?released=1', 303);
      return;
    }
    const page = await this.suppressions.list({ limit: perPage });
    await answerAgain(reply, 422, <SuppressedPage caller={caller} page={page} isFirst entered={entered} />);
  }

  @Get(':id')
  @AnswersPage()
  async mail(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<string> {
    return renderPage(<MailPage caller={caller} mail={await this.ledger.get(id, caller)} />);
  }

  /** Somebody else may have released it since the page was opened. */
  private async released({ address, reason }: Release, caller: Caller): Promise<boolean> {
    try {
      await this.suppressions.release(address, { by: caller.actor, reason });
      return true;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  }

  private async props(form: LedgerForm, caller: Caller): Promise<LedgerPageProps> {
    const deadlines = await deadlineChoices(this.db.now, form);
    return {
      caller,
      form,
      page: await this.ledger.list({ ...form, limit: perPage }, caller),
      institutions: await this.db.now.institution.findMany({
        where: { mandates: { some: {} } },
        select: { id: true, name: true },
        orderBy: { name: 'asc' },
      }),
      deadlines: deadlines.map(({ institution, ...row }) => ({ ...asDeadline(row, caller.locale), institution })),
      mayExport: caller.rights.has('administrator') || caller.rights.has('coordinator'),
    };
  }
}
