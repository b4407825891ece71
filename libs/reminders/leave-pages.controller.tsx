import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, type Caller } from '../access/index.js';
import { Done, WithReason } from '../deadlines/index.js';
import { AnswersPage, takeForm } from '../platform/http.js';
import { pageTranslator, renderPage } from '../platform/index.js';
import { LeavesPage, reasonField } from './leaves.page.js';
import { LeavesService } from './leaves.service.js';

const Id = z.uuid();
const CancelForm = z.object({ reason: z.string().max(4000).catch('') });
type CancelForm = z.infer<typeof CancelForm>;

/** Who is away, for those who see to it that somebody answers meanwhile. */
@ApiExcludeController()
@Controller('leaves')
@Allow('coordinator', 'administrator')
export class LeavePagesController {
  constructor(private readonly leaves: LeavesService) {}

  @Get()
  @AnswersPage()
  async list(@Query({ schema: Done }) done: Done, @By() caller: Caller): Promise<string> {
    return renderPage(<LeavesPage caller={caller} leaves={await this.leaves.all()} done={done} />);
  }

  @Post(':personId/:id/cancel')
  async cancel(
    @Param('personId', { schema: Id }) personId: string,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: CancelForm }) form: CancelForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await takeForm(reply, {
      act: async () => {
        const { reason } = WithReason.parse(form);
        await this.leaves.cancel(personId, id, { by: caller.actor, reason });
        return '/leaves?done=leave-cancelled';
      },
      words: {
        t: pageTranslator(caller.locale),
        fields: { reason: { field: reasonField(id), text: 'deadlines.invalid.reason' } },
      },
      again: async (refusal) => <LeavesPage caller={caller} leaves={await this.leaves.all()} refusal={refusal} />,
    });
  }
}
