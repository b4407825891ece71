import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { Done } from '../deadlines/index.js';
import { AnswersPage, takeForm } from '../platform/http.js';
import { NotFound, pageTranslator, renderPage, type DeadlineKind } from '../platform/index.js';
import { PlanFields, planForm, planOf, planWords, type PlanForm } from './plan.form.js';
import { PlanFormPage, PlansPage } from './plans.page.js';
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
    const plan = (await this.plans.list()).find((one) => one.kind === kind);
    if (!plan) throw new NotFound('reminder plan');
    return renderPage(<PlanFormPage caller={caller} kind={kind} entered={planForm(plan.body)} />);
  }

  @Post(':kind')
  async change(
    @Param('kind', { schema: PlanKind }) kind: DeadlineKind,
    @Body({ schema: PlanFields }) form: PlanForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await takeForm(reply, {
      act: async () => {
        const { body, reason } = SetPlan.parse(planOf(form));
        await this.plans.set(kind, body, { by: caller.actor, reason });
        return '/reminder-plans?done=plan-set';
      },
      words: planWords(pageTranslator(caller.locale)),
      again: async (refusal) => <PlanFormPage caller={caller} kind={kind} entered={form} refusal={refusal} />,
    });
  }
}
