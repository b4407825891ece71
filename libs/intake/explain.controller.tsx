import { Body, Controller, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { DomainError } from '../platform/index.js';
import { Explain } from './imports.schemas.js';
import { ImportsService } from './imports.service.js';
import { askedAbout, columnRoles } from './records.js';
import { stateCode } from './states.js';
import { UndoService } from './undo.service.js';

const Id = z.uuid();
const Where = z.object({ follow: z.literal('1').optional().catch(undefined) });
type Where = z.infer<typeof Where>;
const Form = z.record(z.string(), z.string());
const ReasonForm = z.object({ reason: z.string().catch('') }).catch({ reason: '' });

/** What a person chose: a word's meaning, that it has none, or nothing yet. */
export const leftOpen = '';
export const meansNothing = '-';

/** What people say about a file: what its words mean and its columns hold, and that it is taken back. */
@ApiExcludeController()
@Controller('imports/:id')
@Allow(...secretariat)
export class ExplainController {
  constructor(
    private readonly imports: ImportsService,
    private readonly undoing: UndoService,
  ) {}

  @Post('explain')
  async explain(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Where }) { follow }: Where,
    @Body({ schema: Form }) form: z.infer<typeof Form>,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const by = { ...caller.actor, personId: caller.personId };
    await this.act(id, follow, reply, () => this.imports.explain(id, explainOf(form), by));
  }

  @Post('undo')
  async undo(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: Where }) { follow }: Where,
    @Body({ schema: ReasonForm }) { reason }: z.infer<typeof ReasonForm>,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.act(id, follow, reply, () => this.undoing.undo(id, caller.actor, reason));
  }

  /** What cannot be done is said on the import's own page. */
  private async act(id: string, follow: '1' | undefined, reply: FastifyReply, act: () => Promise<unknown>) {
    const query = new URLSearchParams(follow && { follow });
    try {
      await act();
    } catch (error) {
      if (!(error instanceof DomainError) || error.status === 404) throw error;
      query.set('refused', error.code);
    }
    const asked = query.toString();
    await reply.redirect(`/imports/${id}${asked && `?${asked}`}`, 303);
  }
}

/** Words come as `about-0`, `value-0`, `meaning-0`, columns as `column-0`. A word that is left open is not said anything about. */
const explainOf = (form: z.infer<typeof Form>): Explain => {
  const count = (name: string) => Object.keys(form).filter((key) => new RegExp(`^${name}-\\d+$`).test(key)).length;
  const words = Array.from({ length: count('meaning') }, (_, index) => {
    const about = z.enum(askedAbout).parse(form[`about-${index}`]);
    const entered = (form[`meaning-${index}`] ?? '').trim();
    // States are entered by name; what is no State's name is refused as a meaning.
    const meaning = /state/i.test(about) ? (stateCode(entered) ?? entered) : entered;
    return { about, value: form[`value-${index}`] ?? '', meaning: entered === meansNothing ? null : meaning };
  });
  const columns = Array.from({ length: count('column') }, (_, index) =>
    z.enum(columnRoles).nullable().catch(null).parse(form[`column-${index}`]),
  );
  return Explain.parse({
    words: words.filter(({ meaning }) => meaning !== leftOpen),
    ...(columns.length > 0 && { columns }),
  });
};
