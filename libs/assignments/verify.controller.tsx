import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, FewRequests, Public, type Caller } from '../access/index.js';
import { AnswersPage } from '../platform/http.js';
import { Database, localeFor, renderPage } from '../platform/index.js';
import { AnswersService } from './answers.service.js';
import { VerifyAccess, type VerifyView } from './verify.access.js';
import { readForm, VerifyForm } from './verify.form.js';
import { isAnswerable, VerifyPage } from './verify.page.js';

const Where = z.object({
  page: z.coerce.number().int().min(1).max(1000).catch(1),
  saved: z.coerce.number().int().min(0).optional().catch(undefined),
  late: z.coerce.number().int().min(0).catch(0),
});
type Where = z.infer<typeof Where>;
const Token = z.string().max(100);
const Id = z.uuid();
/** A program may press "accept all" without the rest of the form. */
const OptionalForm = VerifyForm.optional().transform((form) => form ?? {});
/** All ministries may share one address, and their mail gateway opens every link in the first minute. */
const forAllOffices = 600;

/** The page where an institution verifies its list: by the link in the mail, or signed in. Opening it changes nothing; its buttons do. */
@ApiExcludeController()
@Controller()
export class VerifyController {
  constructor(
    private readonly access: VerifyAccess,
    private readonly answers: AnswersService,
    private readonly db: Database,
  ) {}

  @Get('verify/:token')
  @Public()
  @FewRequests(forAllOffices)
  @AnswersPage()
  async openByLink(@Param('token', { schema: Token }) token: string, @Query({ schema: Where }) where: Where) {
    return this.show(await this.access.byLink(token), `/verify/${token}`, where);
  }

  @Post('verify/:token')
  @Public()
  @FewRequests(forAllOffices)
  async answerByLink(
    @Param('token', { schema: Token }) token: string,
    @Query({ schema: Where }) where: Where,
    @Body({ schema: VerifyForm }) form: VerifyForm,
    @Res() reply: FastifyReply,
  ) {
    await this.take(await this.access.byLink(token), `/verify/${token}`, where, form, reply);
  }

  @Post('verify/:token/accept-all')
  @Public()
  @FewRequests(forAllOffices)
  async acceptAllByLink(
    @Param('token', { schema: Token }) token: string,
    @Query({ schema: Where }) where: Where,
    @Body({ schema: OptionalForm }) form: VerifyForm,
    @Res() reply: FastifyReply,
  ) {
    await this.take(await this.access.byLink(token), `/verify/${token}`, where, form, reply, { rest: 'ACCEPT' });
  }

  @Get('verifications/:roundId')
  @Allow('focal-point', 'validating-authority')
  @AnswersPage()
  async open(
    @Param('roundId', { schema: Id }) roundId: string,
    @Query({ schema: Where }) where: Where,
    @By() by: Caller,
  ) {
    const view = await this.access.byPerson(roundId, by.personId, by.actor);
    return this.show(view, `/verifications/${roundId}`, where);
  }

  @Post('verifications/:roundId')
  @Allow('focal-point', 'validating-authority')
  async answer(
    @Param('roundId', { schema: Id }) roundId: string,
    @Query({ schema: Where }) where: Where,
    @Body({ schema: VerifyForm }) form: VerifyForm,
    @By() by: Caller,
    @Res() reply: FastifyReply,
  ) {
    const view = await this.access.byPerson(roundId, by.personId, by.actor);
    await this.take(view, `/verifications/${roundId}`, where, form, reply);
  }

  @Post('verifications/:roundId/accept-all')
  @Allow('focal-point', 'validating-authority')
  async acceptAllSignedIn(
    @Param('roundId', { schema: Id }) roundId: string,
    @Query({ schema: Where }) where: Where,
    @Body({ schema: OptionalForm }) form: VerifyForm,
    @By() by: Caller,
    @Res() reply: FastifyReply,
  ) {
    const view = await this.access.byPerson(roundId, by.personId, by.actor);
    await this.take(view, `/verifications/${roundId}`, where, form, reply, { rest: 'ACCEPT' });
  }

  private async show(view: VerifyView, action: string, { page, saved, late }: Where): Promise<string> {
    return renderPage(
      <VerifyPage
        view={view}
        locale={localeFor(view.person.locale)}
        action={action}
        page={page}
        institutions={await this.institutions()}
        late={late}
        {...(saved === undefined ? {} : { saved })}
      />,
    );
  }

  /** Saves what the page says; with `rest`, everything else that is open is accepted in the same transaction. */
  private async take(
    view: VerifyView,
    action: string,
    { page }: Where,
    form: VerifyForm,
    reply: FastifyReply,
    { rest }: { rest?: 'ACCEPT' } = {},
  ) {
    const institutions = await this.institutions();
    const { answers, errors } = readForm(form, institutions);
    if (errors.size > 0) {
      // Nothing entered is lost: the same page again, with what is wrong said at its field.
      const again = (
        <VerifyPage
          view={view}
          locale={localeFor(view.person.locale)}
          action={action}
          page={page}
          institutions={institutions}
          entered={form}
          errors={errors}
        />
      );
      await reply
        .status(422)
        .type('text/html; charset=utf-8')
        .header('Cache-Control', 'no-store')
        .send(renderPage(again));
      return;
    }
    // What was decided while the page lay open is left as it is, and said; the rest is saved.
    const answerable = new Set(view.items.filter(isAnswerable).map(({ id }) => id));
    const timely = answers.filter(({ assignmentId }) => answerable.has(assignmentId));
    const answered = new Set(timely.map(({ assignmentId }) => assignmentId));
    const open = view.items.filter(({ id, status }) => status === 'UNDER_VERIFICATION' && !answered.has(id));
    const all = rest ? [...timely, ...open.map(({ id }) => ({ assignmentId: id, answer: rest }))] : timely;
    const { changed } = all.length > 0 ? await this.answers.answer(all, { ...view }) : { changed: 0 };
    await reply.redirect(`${action}?page=${page}&saved=${changed}&late=${answers.length - timely.length}`, 303);
  }

  private institutions() {
    return this.db.now.institution.findMany({ select: { id: true, name: true }, orderBy: { name: 'asc' } });
  }
}
