import { Body, Controller, Get, Headers, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { FewRequests, Public } from '../access/index.js';
import { MechanismService } from '../directory/index.js';
import { InvitationAccess, type Invitee } from '../invitations/index.js';
import { AnswersPage, takeForm } from '../platform/http.js';
import { localeFor, newId, pageTranslator, renderPage, type FormRefusal } from '../platform/index.js';
import { ForgettingService } from './forgetting.service.js';
import { IntimidationService } from './intimidation.service.js';
import { ForgetPage, PublicSafetyPage, SafetyPage } from './safety.page.js';
import { Done, Forget, ForgetForm, forgetWords, Report, ReportForm, reportWords } from './safety.schemas.js';

const Token = z.string().max(100);
const forAllOffices = 600;
/** Nobody is threatened twenty times a minute. */
const reports = 20;

/** The safety of people who take part: by the link in their invitation, and for those who have none. */
@ApiExcludeController()
@Controller()
@Public()
export class SafetyController {
  constructor(
    private readonly access: InvitationAccess,
    private readonly forgetting: ForgettingService,
    private readonly intimidation: IntimidationService,
    private readonly mechanism: MechanismService,
  ) {}

  @Get('invitation/:token/safety')
  @FewRequests(forAllOffices)
  @AnswersPage()
  async open(@Param('token', { schema: Token }) token: string, @Query({ schema: Done }) query: Done) {
    return renderPage(await this.page(await this.access.open(token), { query }));
  }

  @Get('invitation/:token/safety/forget')
  @FewRequests(forAllOffices)
  @AnswersPage()
  async ask(@Param('token', { schema: Token }) token: string) {
    const invitee = await this.access.open(token);
    return renderPage(<ForgetPage invitee={invitee} kept={await this.forgetting.kept(invitee.person.id)} />);
  }

  @Post('invitation/:token/safety/forget')
  @FewRequests(forAllOffices)
  async forget(
    @Param('token', { schema: Token }) token: string,
    @Body({ schema: ForgetForm }) form: ForgetForm,
    @Res() reply: FastifyReply,
  ) {
    const invitee = await this.access.open(token);
    const { id, locale } = invitee.person;
    await takeForm(reply, {
      act: async () => {
        const { writings } = Forget.parse(form);
        await this.forgetting.forget(id, { by: invitee.by, erasesWritings: writings === 'ERASE' });
        // Their link has ended with it.
        return `/safety?done=forgotten&locale=${locale}`;
      },
      words: forgetWords(pageTranslator(locale)),
      again: async (refusal) => (
        <ForgetPage invitee={invitee} kept={await this.forgetting.kept(id)} entered={form} refusal={refusal} />
      ),
    });
  }

  @Post('invitation/:token/safety/report')
  @FewRequests(reports)
  async report(
    @Param('token', { schema: Token }) token: string,
    @Body({ schema: ReportForm }) form: ReportForm,
    @Res() reply: FastifyReply,
  ) {
    const invitee = await this.access.open(token);
    await takeForm(reply, {
      act: async () => {
        await this.intimidation.report(Report.parse(form), invitee.consultationId, form.id);
        return `${invitee.base}/safety?done=reported`;
      },
      words: reportWords(pageTranslator(invitee.person.locale)),
      again: (refusal) => this.page(invitee, { query: {}, entered: form, refusal }),
    });
  }

  @Get('safety')
  @FewRequests(forAllOffices)
  @AnswersPage()
  async openPublic(
    @Query({ schema: Done }) query: Done,
    @Query('locale') locale: unknown,
    @Headers('accept-language') language: string | undefined,
  ) {
    return renderPage(await this.publicPage(typeof locale === 'string' ? locale : language, { query }));
  }

  @Post('safety')
  @FewRequests(reports)
  async reportPublic(
    @Body({ schema: ReportForm }) form: ReportForm,
    @Headers('accept-language') language: string | undefined,
    @Res() reply: FastifyReply,
  ) {
    await takeForm(reply, {
      act: async () => {
        await this.intimidation.report(Report.parse(form), null, form.id);
        return '/safety?done=reported';
      },
      words: reportWords(pageTranslator(localeFor(language))),
      again: (refusal) => this.publicPage(language, { query: {}, entered: form, refusal }),
    });
  }

  private async page(invitee: Invitee, how: { query: Done; entered?: ReportForm; refusal?: FormRefusal }) {
    return (
      <SafetyPage
        invitee={invitee}
        kept={await this.forgetting.kept(invitee.person.id)}
        hasReader={await this.intimidation.hasReader(invitee.consultationId)}
        newId={newId()}
        {...how}
      />
    );
  }

  private async publicPage(
    language: string | undefined,
    how: { query: Done; entered?: ReportForm; refusal?: FormRefusal },
  ) {
    const { name, locale } = await this.mechanism.get();
    return (
      <PublicSafetyPage
        locale={localeFor(language ?? locale)}
        mechanism={name}
        hasReader={await this.intimidation.hasReader(null)}
        newId={newId()}
        {...how}
      />
    );
  }
}
