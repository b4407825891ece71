import { Injectable } from '@nestjs/common';
import { Database, Outbox, type Actor } from '../platform/index.js';
import type { SetConsultationRules } from './consultations.schemas.js';

/** Who reads reports of intimidation is set elsewhere, and shown to nobody here. */
const omit = { id: true, safetyContactId: true } as const;

/** How this mechanism consults: how much notice it gives, when answers and minutes are due. */
@Injectable()
export class ConsultationRulesService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  async get(): Promise<SetConsultationRules> {
    return this.db.now.consultationRules.findFirstOrThrow({ omit });
  }

  /** What is planned already stays as it is. Set to what they are, nothing happens. */
  async set(rules: SetConsultationRules, by: Actor): Promise<SetConsultationRules> {
    return this.db.transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM consultation_rules WHERE id = 1 FOR UPDATE`;
      const before = await tx.consultationRules.findFirstOrThrow({ omit });
      const isSame = (Object.keys(rules) as (keyof SetConsultationRules)[]).every(
        (key) => JSON.stringify(before[key]) === JSON.stringify(rules[key]),
      );
      if (isSame) return rules;
      await tx.consultationRules.update({ where: { id: 1 }, data: rules });
      await this.outbox.publish(tx, 'consultation-rules.set', {}, { by });
      return rules;
    });
  }
}
