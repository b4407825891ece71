import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { MailboxService } from '../../../libs/correspondence/index.js';
import { AnswersMailbox } from '../../../libs/replies/index.js';

/** Work nobody asks for, which owes itself again each time: begun with the worker, unless it is owed already. */
@Injectable()
export class StandingWork implements OnApplicationBootstrap {
  constructor(
    private readonly mailbox: MailboxService,
    private readonly answers: AnswersMailbox,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.mailbox.begin();
    await this.answers.begin();
  }
}
