import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { Done } from '../deadlines/index.js';
import { answerAgain, AnswersPage } from '../platform/http.js';
import { formRefusal, pageTranslator, renderPage, type DeadlineKind } from '../platform/index.js';
import { PlanFields, planForm, planOf, planWords, type PlanForm } from './plan.form.js';
import { PlanFormPage, PlanPreviewPage, PlansPage } from './plans.page.js';
import { PlanKind, SetPlan } from './plans.schemas.js';
import { ReminderPlansService } from './plans.service.js';

/** How people are reminded, for people. */
@ApiExcludeController()
@Controller('reminder-plans')
@Allow('coordinator', 'administrator')
export class PlanPagesController {
  constructor(private readonly plans: ReminderPlansService) {}

  @Get()
  @Allow(...secretariat, 'approving-authority', 'observer')
  @AnswersPage()
  async list(@Query({ schema: Done }) done: Done, @By() caller: Caller): Promise<string> {
    return renderPage(<PlansPage caller={caller} plans={await this.plans.list()} done={done} />);
  }

  @Get(':kind')
  @AnswersPage()
  async changePage(@Param('kind', { schema: PlanKind }) kind: DeadlineKind, @By() caller: Caller): Promise<string> {
    const plan = await this.plans.get(kind);
    return renderPage(<PlanFormPage caller={caller} kind={kind} entered={planForm(plan.body)} />);
  }

  /** Looks at the plan beside the one in force, applies it, or goes back to entering it. */
  @Post(':kind')
  async change(
    @Param('kind', { schema: PlanKind }) kind: DeadlineKind,
    @Body({ schema: PlanFields }) form: PlanForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const words = planWords(pageTranslator(caller.locale));
    const page = { caller, kind, entered: form };
    try {
      if (form.step === 'change') {
        await answerAgain(reply, 200, <PlanFormPage {...page} />);
        return;
      }
      const wanted = planOf(form);
      const after = SetPlan.pick({ body: true }).parse({ body: wanted.body }).body;
      const because = SetPlan.pick({ reason: true }).safeParse({ reason: wanted.reason });
      if (form.step === 'apply' && because.success) {
        await this.plans.set(kind, after, { by: caller.actor, reason: because.data.reason });
        await reply.redirect('/reminder-plans?done=plan-set', 303);
        return;
      }
      const refusal = form.step === 'apply' ? formRefusal(because.error, words) : null;
      const { body: before } = await this.plans.get(kind);
      const preview = { ...page, before, after, open: await this.plans.open(kind), ...(refusal && { refusal }) };
      await answerAgain(reply, refusal?.status ?? 200, <PlanPreviewPage {...preview} />);
    } catch (error) {
      const refusal = formRefusal(error, words);
      if (!refusal) throw error;
      await answerAgain(reply, refusal.status, <PlanFormPage {...page} refusal={refusal} />);
    }
  }
}
