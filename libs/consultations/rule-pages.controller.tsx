import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, By, type Caller } from '../access/index.js';
import { AnswersPage, takeForm } from '../platform/http.js';
import { pageTranslator, renderPage } from '../platform/index.js';
import { SetConsultationRules } from './consultations.schemas.js';
import { Done, RulesForm, rulesOf, rulesWords } from './desk.forms.js';
import { ConsultationRulesPage } from './rules.page.js';
import { ConsultationRulesService } from './rules.service.js';

/** How this mechanism consults, for people. */
@ApiExcludeController()
@Controller('consultation-rules')
@Allow('coordinator', 'administrator')
export class ConsultationRulePagesController {
  constructor(private readonly rules: ConsultationRulesService) {}

  @Get()
  @AnswersPage()
  async show(@Query({ schema: Done }) done: Done, @By() caller: Caller): Promise<string> {
    const rules = await this.rules.get();
    const entered = RulesForm.parse({
      ...Object.fromEntries(Object.entries(rules).map(([name, value]) => [name, String(value)])),
      remindDays: rules.remindDays.join(', '),
    });
    return renderPage(<ConsultationRulesPage caller={caller} entered={entered} done={done} />);
  }

  @Post()
  async set(
    @Body({ schema: RulesForm }) form: RulesForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await takeForm(reply, {
      act: async () => {
        await this.rules.set(SetConsultationRules.parse(rulesOf(form)), caller.actor);
        return '/consultation-rules?done=rules';
      },
      words: rulesWords(pageTranslator(caller.locale)),
      again: (refusal) =>
        Promise.resolve(
          <ConsultationRulesPage caller={caller} entered={form} done={{ n: 0, done: undefined }} refusal={refusal} />,
        ),
    });
  }
}
