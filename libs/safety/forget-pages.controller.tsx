import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, SignedInPage, type Caller } from '../access/index.js';
import { AnswersPage, takeForm } from '../platform/http.js';
import { pageTranslator, Refused, renderPage, type FormRefusal } from '../platform/index.js';
import { ForgettingService, type Kept, type Wish } from './forgetting.service.js';
import { ForgetPart } from './safety.page.js';
import { Done, ForgetFor, ForgetForm, forgetWords } from './safety.schemas.js';

const Id = z.uuid();

/** A coordinator forgets somebody who asked for it, by telephone say. */
@ApiExcludeController()
@Controller('forget')
@Allow('coordinator')
export class ForgetPagesController {
  constructor(private readonly forgetting: ForgettingService) {}

  @Get('done')
  @AnswersPage()
  done(@Query({ schema: Done }) _: Done, @By() caller: Caller) {
    const t = pageTranslator(caller.locale);
    return renderPage(
      <SignedInPage caller={caller} title={t('safety.forget')} path="/consultations">
        <h1>{t('safety.forget')}</h1>
        <p class="notice good" role="status">
          {t('safety.done.forgotten')}
        </p>
      </SignedInPage>,
    );
  }

  @Get('invitation/:invitationId')
  @AnswersPage()
  async askOf(@Param('invitationId', { schema: Id }) invitationId: string, @By() caller: Caller) {
    const kept = await this.forgetting.keptOf(invitationId);
    return renderPage(page(caller, `/forget/invitation/${invitationId}`, { kept }));
  }

  @Post('invitation/:invitationId')
  async forgetOf(
    @Param('invitationId', { schema: Id }) invitationId: string,
    @Body({ schema: ForgetForm }) form: ForgetForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ) {
    await this.take(reply, caller, form, `/forget/invitation/${invitationId}`, {
      forget: (wish) => this.forgetting.forgetInvitation(invitationId, wish),
      kept: () => this.forgetting.keptOf(invitationId),
    });
  }

  @Get(':personId')
  @AnswersPage()
  async ask(@Param('personId', { schema: Id }) personId: string, @By() caller: Caller) {
    return renderPage(page(caller, `/forget/${personId}`, { kept: await this.forgetting.kept(personId) }));
  }

  @Post(':personId')
  async forget(
    @Param('personId', { schema: Id }) personId: string,
    @Body({ schema: ForgetForm }) form: ForgetForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ) {
    await this.take(reply, caller, form, `/forget/${personId}`, {
      forget: (wish) => this.forgetting.forget(personId, wish),
      kept: () => this.forgetting.kept(personId),
    });
  }

  private async take(
    reply: FastifyReply,
    caller: Caller,
    form: ForgetForm,
    action: string,
    { forget, kept }: { forget: (wish: Wish) => Promise<void>; kept: () => Promise<Kept> },
  ) {
    await takeForm(reply, {
      act: async () => {
        const { writings, reason } = ForgetFor.parse(form);
        await forget({ by: caller.actor, reason, erasesWritings: writings === 'ERASE' });
        return '/forget/done';
      },
      words: forgetWords(pageTranslator(caller.locale)),
      again: async (refusal) => page(caller, action, { kept: await kept(), entered: form, refusal }),
    });
  }
}

const page = (caller: Caller, action: string, props: { kept: Kept; entered?: ForgetForm; refusal?: FormRefusal }) => {
  const t = pageTranslator(caller.locale);
  return (
    <SignedInPage caller={caller} title={t('safety.forget')} path="/consultations">
      <h1 dir="auto">{t('safety.forget.whom', { name: props.kept.name })}</h1>
      <Refused refusal={props.refusal} />
      <ForgetPart {...props} action={action} asksWhy t={t} />
    </SignedInPage>
  );
};
