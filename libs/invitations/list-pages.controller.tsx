import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Allow, By, secretariat, type Caller } from '../access/index.js';
import { AnswersPage, takeForm } from '../platform/http.js';
import { Database, pageTranslator, renderPage } from '../platform/index.js';
import { ListDone, ListForm, listWords } from './desk.forms.js';
import { SetStakeholderList } from './invitations.schemas.js';
import { asProspect } from './invitations.service.js';
import { ListPage, ListsPage } from './lists.page.js';
import { StakeholderListsService } from './lists.service.js';
import { institutionsNamed, namesIn, peopleNamed } from './named.queries.js';

const Id = z.uuid();
type Done = z.infer<typeof ListDone>;

/** Stakeholder lists for people. */
@ApiExcludeController()
@Controller('stakeholder-lists')
@Allow(...secretariat)
export class StakeholderListPagesController {
  constructor(
    private readonly db: Database,
    private readonly lists: StakeholderListsService,
  ) {}

  @Get()
  @AnswersPage()
  async list(@Query({ schema: ListDone }) { done }: Done, @By() caller: Caller): Promise<string> {
    return renderPage(<ListsPage caller={caller} lists={await this.names()} done={done} />);
  }

  @Post()
  async add(
    @Body({ schema: ListForm }) entered: ListForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const lists = await this.names();
    await takeForm(reply, {
      act: async () => `/stakeholder-lists/${await this.lists.add(await this.read(entered), caller.actor)}?done=kept`,
      words: listWords(pageTranslator(caller.locale)),
      again: async (refusal) => <ListsPage {...{ caller, lists, entered, refusal }} />,
    });
  }

  @Get(':id')
  @AnswersPage()
  async show(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ListDone }) { done }: Done,
    @By() caller: Caller,
  ): Promise<string> {
    return renderPage(<ListPage {...await this.props(id, caller)} done={done} />);
  }

  @Post(':id')
  async set(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ListForm }) entered: ListForm,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const props = await this.props(id, caller);
    await takeForm(reply, {
      act: async () => {
        await this.lists.set(id, await this.read(entered), caller.actor);
        return `/stakeholder-lists/${id}?done=kept`;
      },
      words: listWords(pageTranslator(caller.locale)),
      again: async (refusal) => <ListPage {...{ ...props, entered, refusal }} />,
    });
  }

  @Post(':id/remove')
  async remove(
    @Param('id', { schema: Id }) id: string,
    @By() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.lists.remove(id, caller.actor);
    await reply.redirect('/stakeholder-lists?done=removed', 303);
  }

  private async read(form: ListForm): Promise<SetStakeholderList> {
    const { name, isFilter, kinds, themes, provinces, locales } = form;
    const tx = this.db.now;
    return SetStakeholderList.parse({
      ...{ name, kinds, locales },
      isFilter: isFilter === '1',
      themes: namesIn(themes),
      provinces: namesIn(provinces),
      institutionIds: await institutionsNamed(tx, form.institutions),
      personIds: await peopleNamed(tx, form.people),
      leftOutInstitutionIds: await institutionsNamed(tx, form.leftOutInstitutions, 'left-out-institutions-unknown'),
      leftOutPersonIds: await peopleNamed(tx, form.leftOutPeople, 'left-out-people-unknown'),
    });
  }

  private names() {
    return this.db.now.stakeholderList.findMany({ select: { id: true, name: true }, orderBy: { name: 'asc' } });
  }

  private async props(id: string, caller: Caller) {
    const list = await this.lists.get(id);
    const ids = [...list.people, ...list.leftOutPeople].map((person) => person.id);
    const found = await this.db.now.person.findMany({ where: { id: { in: ids } }, select: { id: true, email: true } });
    return {
      ...{ caller, list },
      people: (await this.lists.preview(id)).map(asProspect),
      addresses: new Map(found.map((person) => [person.id, person.email])),
    };
  }
}
