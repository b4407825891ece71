import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { answerAgain, AnswersPage, TakesFile, uploadOf } from '../platform/http.js';
import { Conflict, Database, DomainError, renderPage, type Upload } from '../platform/index.js';
import { ImportPage, type ImportPageProps } from './import.page.js';
import { largestFile } from './formats/recognise.js';
import { ImportsPage, uploadErrors, type UploadError } from './imports.page.js';
import { underWay } from './imports.rules.js';
import { ImportsService } from './imports.service.js';
import { ProblemsService } from './problems.service.js';
import { RowsService } from './rows.service.js';
import { importOf } from './upload.js';

const Id = z.uuid();
const Where = z.object({
  cursor: z.string().max(500).optional().catch(undefined),
  follow: z.literal('1').optional().catch(undefined),
  after: z.literal('apply').optional().catch(undefined),
  refused: z.string().max(50).optional().catch(undefined),
});
type Where = z.infer<typeof Where>;
const perPage = 25;

/** Imports for people: upload, look at the preview, decide. */
@ApiExcludeController()
@Controller('imports')
@Allow(...secretariat)
export class ImportPagesController {
  constructor(
    private readonly imports: ImportsService,
    private readonly problems: ProblemsService,
    private readonly rows: RowsService,
    private readonly db: Database,
  ) {}

  @Get()
  @AnswersPage()
  async list(@Query({ schema: Where }) where: Where, @By() caller: Caller): Promise<string> {
    return renderPage(<ImportsPage {...await this.listProps(where, caller)} />);
  }

  @Post()
  @TakesFile(largestFile)
  async upload(@Req() request: FastifyRequest, @By() caller: Caller, @Res() reply: FastifyReply): Promise<void> {
    const upload = uploadOf(request);
    try {
      const { id } = await this.take(upload, caller);
      await reply.redirect(`/imports/${id}${upload.entered['follow'] === '1' ? '?follow=1' : ''}`, 303);
    } catch (error) {
      if (!isUploadError(error)) throw error;
      const props = await this.listProps({}, caller);
      const again = <ImportsPage {...props} entered={upload.entered} error={error.code} />;
      await answerAgain(reply, error.status, again);
    }
  }

  @Get(':id')
  @AnswersPage()
  async show(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Where }) where: Where,
    @By() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const props = await this.props(id, where, caller);
    if (props.follow && underWay.includes(props.item.status)) void reply.header('Refresh', '2');
    return renderPage(<ImportPage {...props} after={where.after} refused={where.refused} />);
  }

  @Post(':id/apply')
  async apply(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Where }) where: Where,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.decide(id, where, caller, reply, async () => {
      await this.imports.approve(id, caller.actor);
      await reply.redirect(`/imports/${id}?after=apply${where.follow ? '&follow=1' : ''}`, 303);
    });
  }

  @Post(':id/try-again')
  async tryAgain(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Where }) where: Where,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.decide(id, where, caller, reply, async () => {
      await this.imports.tryAgain(id, caller.actor);
      await reply.redirect(`/imports/${id}${where.follow ? '?follow=1' : ''}`, 303);
    });
  }

  @Post(':id/cancel')
  async cancel(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Where }) where: Where,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.decide(id, where, caller, reply, async () => {
      await this.imports.cancel(id, caller.actor);
      await reply.redirect(`/imports/${id}`, 303);
    });
  }

  private async take(upload: Upload, caller: Caller) {
    const { fields, file } = importOf(upload);
    return this.imports.receive(fields, file, { ...caller.actor, personId: caller.personId });
  }

  /** Somebody else may have decided since the page was opened: then it is shown as it is now. */
  private async decide(id: string, where: Where, caller: Caller, reply: FastifyReply, act: () => Promise<void>) {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      const props = await this.props(id, where, caller);
      await answerAgain(reply, error.status, <ImportPage {...props} refused={error.code} />);
    }
  }

  private async listProps({ cursor }: Where, caller: Caller) {
    const page = await this.imports.list({ cursor, limit: perPage });
    // Nobody may have said yet which mechanism this is.
    const mechanism = await this.db.now.mechanism.findUnique({ where: { id: 1 }, select: { stateCode: true } });
    return { caller, page, isFirst: cursor === undefined, ownState: mechanism?.stateCode ?? null };
  }

  private async props(id: string, { cursor, follow }: Where, caller: Caller): Promise<ImportPageProps> {
    const item = await this.imports.find(id);
    const problems = await this.problems.list(id, { cursor, limit: perPage }, caller.locale);
    // What a file is refused for may stand far down in it.
    const refused = { cursor: undefined, limit: 5, severity: 'refused' } as const;
    const refusals = item.status === 'REFUSED' ? await this.problems.list(id, refused, caller.locale) : { items: [] };
    const isFirst = cursor === undefined;
    const questions = await this.imports.questions(id);
    const changes = await this.rows.list(id, { cursor: undefined, limit: perPage, verdict: 'CHANGED' });
    return {
      caller,
      item,
      problems,
      refusals: refusals.items,
      isFirst,
      follow: follow !== undefined,
      questions,
      changes: changes.items,
    };
  }
}

const isUploadError = (error: unknown): error is DomainError & { code: UploadError } =>
  error instanceof DomainError && Object.hasOwn(uploadErrors, error.code);
