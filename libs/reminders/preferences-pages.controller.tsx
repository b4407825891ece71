import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, everyone, FewRequests, Public, type Caller } from '../access/index.js';
import { answerAgain, AnswersPage } from '../platform/http.js';
import { renderPage, type Actor } from '../platform/index.js';
import { DueAccess, preferencesOf, type Reader } from './due.access.js';
import { LeavesService } from './leaves.service.js';
import {
  faultOfRefusal,
  LeaveForm,
  PreferencesForm,
  readLeave,
  readPreferences,
  type PreferencesFault,
} from './preferences.form.js';
import { PreferencesPage, saidOfPreferences, type PreferencesPageProps } from './preferences.page.js';
import { PreferencesService } from './preferences.service.js';

const Where = z.object({ said: z.enum(saidOfPreferences).optional().catch(undefined) });
type Where = z.infer<typeof Where>;
const Token = z.string().max(100);
const Id = z.uuid();
const forAllOffices = 600;

/** The page where people say when they want to hear from us, and when they are away: by the link in the mail, or signed in. */
@ApiExcludeController()
@Controller()
export class PreferencesPagesController {
  constructor(
    private readonly access: DueAccess,
    private readonly preferences: PreferencesService,
    private readonly leaves: LeavesService,
  ) {}

  @Get('due/:token/preferences')
  @Public()
  @FewRequests(forAllOffices)
  @AnswersPage()
  async openByLink(@Param('token', { schema: Token }) token: string, @Query({ schema: Where }) where: Where) {
    return renderPage(await this.page(await this.access.byOwnLink(token), where));
  }

  @Post('due/:token/preferences')
  @Public()
  @FewRequests(forAllOffices)
  async saveByLink(
    @Param('token', { schema: Token }) token: string,
    @Body({ schema: PreferencesForm }) form: PreferencesForm,
    @Res() reply: FastifyReply,
  ) {
    await this.save(await this.access.byOwnLink(token), form, reply);
  }

  @Post('due/:token/preferences/leaves')
  @Public()
  @FewRequests(forAllOffices)
  async planByLink(
    @Param('token', { schema: Token }) token: string,
    @Body({ schema: LeaveForm }) form: LeaveForm,
    @Res() reply: FastifyReply,
  ) {
    await this.plan(await this.access.byOwnLink(token), form, reply);
  }

  @Post('due/:token/preferences/leaves/:id/cancel')
  @Public()
  @FewRequests(forAllOffices)
  async cancelByLink(
    @Param('token', { schema: Token }) token: string,
    @Param('id', { schema: Id }) id: string,
    @Res() reply: FastifyReply,
  ) {
    await this.cancel(await this.access.byOwnLink(token), id, reply);
  }

  @Get('my-preferences')
  @Allow(...everyone)
  @AnswersPage()
  async open(@Query({ schema: Where }) where: Where, @By() caller: Caller) {
    return renderPage(await this.page(await this.access.bySession(caller), where));
  }

  @Post('my-preferences')
  @Allow(...everyone)
  async saveSignedIn(
    @Body({ schema: PreferencesForm }) form: PreferencesForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ) {
    await this.save(await this.access.bySession(caller), form, reply);
  }

  @Post('my-preferences/leaves')
  @Allow(...everyone)
  async planSignedIn(@Body({ schema: LeaveForm }) form: LeaveForm, @By() caller: Caller, @Res() reply: FastifyReply) {
    await this.plan(await this.access.bySession(caller), form, reply);
  }

  @Post('my-preferences/leaves/:id/cancel')
  @Allow(...everyone)
  async cancelSignedIn(@Param('id', { schema: Id }) id: string, @By() caller: Caller, @Res() reply: FastifyReply) {
    await this.cancel(await this.access.bySession(caller), id, reply);
  }

  private async save(reader: Reader, form: PreferencesForm, reply: FastifyReply): Promise<void> {
    const read = readPreferences(form);
    if ('fault' in read) {
      await this.again(reader, { form, fault: read.fault }, reply);
      return;
    }
    await this.preferences.set(reader.person.id, read.wanted, by(reader));
    await reply.redirect(`${preferencesOf(reader)}?said=saved`, 303);
  }

  private async plan(reader: Reader, form: LeaveForm, reply: FastifyReply): Promise<void> {
    const fault = await this.planned(reader, form);
    if (fault) await this.again(reader, { leave: form, fault }, reply);
    else await reply.redirect(`${preferencesOf(reader)}?said=planned`, 303);
  }

  /** Plans the leave, or returns what is wrong with it. */
  private async planned(reader: Reader, form: LeaveForm): Promise<PreferencesFault | null> {
    const read = readLeave(form);
    if ('fault' in read) return read.fault;
    try {
      await this.leaves.plan(reader.person.id, read.wanted, { by: by(reader) });
      return null;
    } catch (error) {
      const fault = faultOfRefusal(error);
      if (!fault) throw error;
      return fault;
    }
  }

  private async cancel(reader: Reader, leaveId: string, reply: FastifyReply): Promise<void> {
    await this.leaves.cancel(reader.person.id, leaveId, { by: by(reader) });
    await reply.redirect(`${preferencesOf(reader)}?said=cancelled`, 303);
  }

  private async again(reader: Reader, refused: PreferencesPageProps['refused'], reply: FastifyReply): Promise<void> {
    await answerAgain(reply, 422, await this.page(reader, {}, refused));
  }

  private async page(reader: Reader, { said }: Where, refused?: PreferencesPageProps['refused']) {
    const { id } = reader.person;
    return (
      <PreferencesPage
        reader={reader}
        preferences={await this.preferences.get(id)}
        leaves={await this.leaves.list(id)}
        colleagues={await this.leaves.substitutes(id)}
        {...(said && { said })}
        {...(refused && { refused })}
      />
    );
  }
}

const by = ({ person, via }: Reader): Actor => ({ personId: person.id, onBehalfOfId: null, via });
