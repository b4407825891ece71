import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow, By, everyone, type Caller } from '../../../libs/access/index.js';
import { DivisionService, VerificationService, type Waiting } from '../../../libs/assignments/index.js';
import { decidesDeadlines } from '../../../libs/deadlines/index.js';
import { AnswersPage } from '../../../libs/platform/http.js';
import { Database, renderPage } from '../../../libs/platform/index.js';
import { asReview } from '../../../libs/recommendations/index.js';
import { reviewName } from '../../../libs/recommendations/http.js';
import { IntimidationService } from '../../../libs/safety/index.js';
import { HomePage, type Task } from './home.page.js';
import { prepares } from './work.parts.js';

/** What waits is shown in part where there is very much of it; the pages themselves show all. */
const most = 10;

@ApiExcludeController()
@Controller()
export class HomeController {
  constructor(
    private readonly db: Database,
    private readonly verification: VerificationService,
    private readonly division: DivisionService,
    private readonly intimidation: IntimidationService,
  ) {}

  @Get()
  @Allow(...everyone)
  @AnswersPage()
  async home(@By() caller: Caller): Promise<string> {
    const institutions = await this.db.now.institution.findMany({
      where: { id: { in: caller.institutionIds } },
      orderBy: { name: 'asc' },
    });
    const waiting = await this.verification.openLists(this.db.now, { institutionId: { in: caller.institutionIds } });
    return renderPage(
      <HomePage
        caller={caller}
        institutions={institutions.map(({ name }) => name)}
        waiting={waiting}
        readsReports={await this.intimidation.isReader(caller.personId)}
        tasks={[...(await this.requests(caller)), ...(await this.previews(caller)), ...(await this.work(caller))]}
      />,
    );
  }

  private async requests(caller: Caller): Promise<Task[]> {
    if (!decidesDeadlines(caller)) return [];
    const count = await this.db.now.deadlineRequest.count({ where: { status: 'PENDING' } });
    return count === 0 ? [] : [{ href: '/deadlines#requests', key: 'home.requests', count }];
  }

  private async previews(caller: Caller): Promise<Task[]> {
    if (!prepares(caller)) return [];
    const imports = await this.db.now.import.findMany({
      where: { status: 'PREVIEWED' },
      orderBy: { id: 'desc' },
      take: most,
      select: { id: true, file: { select: { name: true } } },
    });
    return imports.map(({ id, file }) => ({ href: `/imports/${id}`, key: 'home.preview', file: file.name }));
  }

  /** The first step that waits for the caller comes first, review by review. */
  private async work(caller: Caller): Promise<Task[]> {
    const approves = caller.rights.has('approving-authority');
    if (!prepares(caller) && !approves) return [];
    const waiting = await this.division.waiting();
    const reviews = await this.db.now.review.findMany({
      where: { id: { in: waiting.map(({ reviewId }) => reviewId) } },
      orderBy: { id: 'desc' },
    });
    const tasks = reviews.flatMap((row) => {
      const found = waiting.find(({ reviewId }) => reviewId === row.id);
      const review = reviewName(asReview(row, caller.locale), caller.locale);
      return found ? tasksOf(found, review, { prepares: prepares(caller), approves }) : [];
    });
    return tasks.slice(0, most);
  }
}

const tasksOf = (waiting: Waiting, review: string, may: { prepares: boolean; approves: boolean }): Task[] => {
  const page = `/work/${waiting.reviewId}`;
  const steps = [
    { href: page, key: 'home.overdue', count: waiting.overdue, mine: may.prepares },
    { href: `${page}/contested`, key: 'home.contested', count: waiting.contested, mine: may.prepares },
    { href: page, key: 'home.proposed', count: waiting.proposed, mine: may.prepares },
    { href: `${page}#approval`, key: 'home.accepted', count: waiting.accepted, mine: may.approves },
  ] as const;
  return steps
    .filter(({ count, mine }) => mine && count > 0)
    .map(({ href, key, count }) => ({ href, key, review, count }));
};
