import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { MechanismService } from '../directory/index.js';
import { answerAgain, AnswersPage } from '../platform/http.js';
import { formRefusal, NotFound, pageTranslator, renderPage, type FormRefusal } from '../platform/index.js';
import { DeadlineRulesService } from './deadline-rules.service.js';
import { changesIn } from './deadlines.rules.js';
import { Done } from './desk.forms.js';
import { changesMade } from './desk.parts.js';
import { RuleFormPage, RulePreviewPage } from './rule-form.page.js';
import { formOf, RuleForm, ruleOf, ruleWords } from './rule.form.js';
import { RulesPage } from './rules.page.js';
import { SetRule, SetRuleBecause } from './rules.schemas.js';

const Id = z.uuid();

/** The rules deadlines are reckoned by, for people. A change is looked at first, and applied with a reason. */
@ApiExcludeController()
@Controller('deadline-rules')
@Allow('coordinator', 'administrator')
export class RulePagesController {
  constructor(
    private readonly rules: DeadlineRulesService,
    private readonly mechanism: MechanismService,
  ) {}

  @Get()
  @Allow(...secretariat, 'approving-authority', 'observer')
  @AnswersPage()
  async list(@Query({ schema: Done }) done: Done, @By() caller: Caller): Promise<string> {
    const all = await this.rules.list({ replaced: true });
    const rules = all.filter(({ replacedAt }) => replacedAt === null);
    const earlier = all.filter(({ replacedAt }) => replacedAt !== null);
    return renderPage(<RulesPage caller={caller} rules={rules} earlier={earlier} done={done} />);
  }

  @Get('new')
  @AnswersPage()
  async newPage(@By() caller: Caller): Promise<string> {
    const { timeZone } = await this.mechanism.get();
    const entered = RuleForm.parse({ timeZone, kind: 'REPORT', side: 'before', roll: 'NONE' });
    return renderPage(<RuleFormPage caller={caller} entered={entered} codes={await this.codes()} />);
  }

  @Get(':id')
  @AnswersPage()
  async changePage(@Param('id', { schema: Id }) id: string, @By() caller: Caller): Promise<string> {
    const rule = (await this.rules.list({ replaced: false })).find((one) => one.id === id);
    if (!rule) throw new NotFound('rule in force');
    return renderPage(<RuleFormPage caller={caller} entered={formOf(rule)} codes={await this.codes()} />);
  }

  @Post('new')
  async setNew(@Body({ schema: RuleForm }) form: RuleForm, @By() caller: Caller, @Res() reply: FastifyReply) {
    await this.take(reply, { ...form, replacesId: '' }, caller);
  }

  @Post(':id')
  async replace(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RuleForm }) form: RuleForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ) {
    await this.take(reply, { ...form, replacesId: id }, caller);
  }

  /** Looks at the rule, applies it, or goes back to entering it. */
  private async take(reply: FastifyReply, entered: RuleForm, caller: Caller): Promise<void> {
    const words = ruleWords(pageTranslator(caller.locale));
    try {
      if (entered.step === 'change') {
        await this.again(reply, 200, entered, caller);
        return;
      }
      const rule = SetRule.parse(ruleOf(entered));
      if (entered.step !== 'apply') {
        await this.preview(reply, 200, rule, entered, caller);
        return;
      }
      const because = SetRuleBecause.pick({ reason: true }).safeParse({ reason: entered.reason });
      if (!because.success) {
        const refusal = formRefusal(because.error, words);
        await this.preview(reply, 422, rule, entered, caller, refusal);
        return;
      }
      const { changes } = await this.rules.set(rule, { by: caller.actor, reason: because.data.reason });
      await reply.redirect(`/deadline-rules?done=rule-set&n=${changesMade(changes)}`, 303);
    } catch (error) {
      const refusal = formRefusal(error, words);
      if (!refusal) throw error;
      await this.again(reply, refusal.status, entered, caller, refusal);
    }
  }

  private async preview(
    reply: FastifyReply,
    status: number,
    rule: SetRule,
    entered: RuleForm,
    caller: Caller,
    refusal: FormRefusal | null = null,
  ): Promise<void> {
    const changes = changesIn(await this.rules.effect(rule), caller.locale);
    const props = { caller, entered, rule, changes, ...(refusal && { refusal }) };
    await answerAgain(reply, status, <RulePreviewPage {...props} />);
  }

  private async again(
    reply: FastifyReply,
    status: number,
    entered: RuleForm,
    caller: Caller,
    refusal: FormRefusal | null = null,
  ): Promise<void> {
    const props = { caller, entered, codes: await this.codes(), ...(refusal && { refusal }) };
    await answerAgain(reply, status, <RuleFormPage {...props} />);
  }

  /** Rules whose deadlines another may follow. */
  private async codes(): Promise<string[]> {
    return [...new Set((await this.rules.list({ replaced: false })).map(({ code }) => code))];
  }
}
