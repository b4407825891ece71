import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { FewRequests, Public } from '../access/index.js';
import { InvitationAccess, type Invitee } from '../invitations/index.js';
import { AnswersPage, TakesFile, takeForm, uploadOf } from '../platform/http.js';
import { Clock, Conflict, Database, Files, pageTranslator, renderPage, type FormRefusal } from '../platform/index.js';
import { attachWords, ContributionsQuery, GivenForm, givenWords, inputOf, NarrowForm } from './contributions.form.js';
import { ContributionPage, ContributionsPage } from './contributions.page.js';
import { sendFile } from './input-files.js';
import { getInput, getInputFile, othersInputs, ownInputs, readByParticipant, type Here } from './inputs.queries.js';
import { takesInputs } from './inputs.rules.js';
import { GiveInput } from './inputs.schemas.js';
import { InputsService, largestAttachment } from './inputs.service.js';

const Token = z.string().max(100);
const Id = z.uuid();
const perPage = 10;
/** Many may sit behind one address, e.g. of an office. */
const forAllOffices = 600;
const uploads = 60;

/** Written contributions of somebody who was invited, by the link in the invitation. */
@ApiExcludeController()
@Controller('invitation/:token/contributions')
@Public()
export class ContributionsController {
  constructor(
    private readonly access: InvitationAccess,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly inputs: InputsService,
    private readonly files: Files,
  ) {}

  @Get()
  @FewRequests(forAllOffices)
  @AnswersPage()
  async open(
    @Param('token', { schema: Token }) token: string,
    @Query({ schema: ContributionsQuery }) query: ContributionsQuery,
  ) {
    return renderPage(await this.page(await this.access.open(token), query));
  }

  @Post()
  @FewRequests(uploads)
  @TakesFile(largestAttachment)
  async give(
    @Param('token', { schema: Token }) token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const invitee = await this.access.open(token);
    const { entered, file } = uploadOf(request);
    const form = GivenForm.parse(entered);
    await takeForm(reply, {
      act: async () => {
        await this.inputs.give(invitee, GiveInput.parse(inputOf(form)), file, form.id);
        return `${invitee.base}/contributions?done=given`;
      },
      words: givenWords(pageTranslator(invitee.person.locale)),
      again: (refusal) => this.page(invitee, { page: 1 }, { refusal, entered: { form, hadFile: file !== null } }),
    });
  }

  @Get('files/:id')
  @FewRequests(forAllOffices)
  async file(
    @Param('token', { schema: Token }) token: string,
    @Param('id', { schema: Id }) id: string,
    @Res() reply: FastifyReply,
  ) {
    const invitee = await this.access.open(token);
    const where = {
      OR: [{ invitationId: invitee.invitationId }, readByParticipant(await this.here(invitee), invitee.invitationId)],
    };
    await sendFile(reply, this.files, await getInputFile(this.db.now, where, id));
  }

  @Get(':id')
  @FewRequests(forAllOffices)
  @AnswersPage()
  async one(@Param('token', { schema: Token }) token: string, @Param('id', { schema: Id }) id: string) {
    const invitee = await this.access.open(token);
    const here = await this.here(invitee);
    const { invitationId } = invitee;
    const where = { OR: [{ invitationId }, readByParticipant(here, invitationId)] };
    return renderPage(<ContributionPage invitee={invitee} input={await getInput(this.db.now, here, where, id)} />);
  }

  @Post(':id/files')
  @FewRequests(uploads)
  @TakesFile(largestAttachment)
  async attach(
    @Param('token', { schema: Token }) token: string,
    @Param('id', { schema: Id }) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const invitee = await this.access.open(token);
    const { file } = uploadOf(request);
    await takeForm(reply, {
      act: async () => {
        if (!file) throw new Conflict('attachment-empty', 'No file was chosen.');
        await this.inputs.attach(invitee, id, file);
        return `${invitee.base}/contributions?done=attached`;
      },
      words: attachWords(pageTranslator(invitee.person.locale), id),
      again: (refusal) => this.page(invitee, { page: 1 }, { refusal }),
    });
  }

  @Post(':id/visibility')
  @FewRequests(forAllOffices)
  async narrow(
    @Param('token', { schema: Token }) token: string,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: NarrowForm }) { visibility }: NarrowForm,
    @Res() reply: FastifyReply,
  ) {
    const invitee = await this.access.open(token);
    await takeForm(reply, {
      act: async () => {
        await this.inputs.narrow(invitee, id, visibility);
        return `${invitee.base}/contributions?done=narrowed`;
      },
      words: givenWords(pageTranslator(invitee.person.locale)),
      again: (refusal) => this.page(invitee, { page: 1 }, { refusal }),
    });
  }

  @Post(':id/withdraw')
  @FewRequests(forAllOffices)
  async withdraw(
    @Param('token', { schema: Token }) token: string,
    @Param('id', { schema: Id }) id: string,
    @Res() reply: FastifyReply,
  ) {
    const invitee = await this.access.open(token);
    await this.inputs.withdraw(invitee, id);
    await reply.redirect(`${invitee.base}/contributions?done=withdrawn`, 303);
  }

  private async here({ consultationId }: Invitee): Promise<Here & { isOpen: boolean }> {
    const { timeZone, status } = await this.db.now.consultation.findUniqueOrThrow({
      where: { id: consultationId },
      select: { timeZone: true, status: true },
    });
    return { consultationId, timeZone, now: this.clock.now(), isOpen: takesInputs(status) };
  }

  private async page(
    invitee: Invitee,
    query: ContributionsQuery,
    again: { refusal?: FormRefusal; entered?: { form: GivenForm; hadFile: boolean } } = {},
  ) {
    const here = await this.here(invitee);
    const { now: tx } = this.db;
    const { invitationId, consultationId } = invitee;
    return (
      <ContributionsPage
        invitee={invitee}
        query={query}
        newId={randomUUID()}
        isOpen={here.isOpen}
        agenda={await tx.agendaItem.findMany({
          where: { consultationId },
          select: { id: true, title: true },
          orderBy: { position: 'asc' },
        })}
        own={await ownInputs(tx, here, invitationId)}
        others={await othersInputs(tx, here, invitationId, { page: query.page, perPage })}
        {...again}
      />
    );
  }
}
