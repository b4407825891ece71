import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  AgendaService,
  ConsultationsService,
  DraftConsultation,
  ScheduleConsultation,
  SchedulingService,
} from '../../../libs/consultations/index.js';
import { MechanismService } from '../../../libs/directory/index.js';
import {
  addDays,
  fromDay,
  InstitutionKind,
  momentAt,
  weekday,
  type Day,
  type Tx,
} from '../../../libs/platform/index.js';
import { byCommand } from './command.js';

const Time = z.string().regex(/^\d\d:\d\d$/);
const SeedConsultation = z.strictObject({
  ...DraftConsultation.pick({
    title: true,
    purpose: true,
    about: true,
    format: true,
    place: true,
    joinUrl: true,
    languages: true,
    interpretation: true,
    accessibility: true,
    capacity: true,
    isPublic: true,
    publishesAgenda: true,
  }).shape,
  seats: z.array(z.strictObject({ kind: z.enum(InstitutionKind), seats: z.int() })),
  /** Addresses of people in the directory. */
  hosts: z.array(z.email()),
  weeksFromNow: z.int(),
  /** 1 = Monday. */
  weekday: z.int().min(1).max(7),
  from: Time,
  until: Time,
  agenda: z.array(z.strictObject({ title: z.string(), minutes: z.int(), speakers: z.array(z.string()) })),
});
type SeedConsultation = z.infer<typeof SeedConsultation>;

/** Consultations to look at: one that is to come, and one that has been held. */
@Injectable()
export class ConsultationsSeed {
  constructor(
    private readonly mechanism: MechanismService,
    private readonly consultations: ConsultationsService,
    private readonly agendas: AgendaService,
    private readonly scheduling: SchedulingService,
  ) {}

  /** Those that are there already stay as they are. Returns how many the file holds. */
  async plant(tx: Tx, file: string): Promise<number> {
    const wanted = z.array(SeedConsultation).parse(JSON.parse(file));
    const today = await this.mechanism.today();
    for (const one of wanted) {
      if ((await tx.consultation.count({ where: { title: one.title } })) === 0) await this.add(tx, one, today);
    }
    return wanted.length;
  }

  private async add(tx: Tx, seed: SeedConsultation, today: Day): Promise<void> {
    const { hosts, weeksFromNow, weekday: onWeekday, from, until, agenda, ...facts } = seed;
    const people = await tx.person.findMany({ where: { email: { in: hosts } }, select: { id: true, email: true } });
    const hostIds = hosts.flatMap((email) => people.find((person) => person.email === email)?.id ?? []);
    const id = await this.consultations.draft(DraftConsultation.parse({ ...facts, hostIds }), byCommand);
    await this.agendas.set(id, { items: agenda.map((item) => ({ ...item, details: '' })) }, byCommand);
    const near = addDays(today, 7 * weeksFromNow);
    const day = addDays(near, onWeekday - weekday(near));
    if (day > today) {
      const date = { from: `${day}T${from}`, until: `${day}T${until}` };
      await this.scheduling.schedule(id, ScheduleConsultation.parse(date), byCommand);
      return;
    }
    // Nobody could have set it to a time that has passed.
    const { timeZone } = await this.mechanism.get();
    const span = { startsAt: momentAt(day, from, timeZone), endsAt: momentAt(day, until, timeZone) };
    await tx.consultation.update({
      where: { id },
      data: { ...span, answerBy: fromDay(addDays(day, -3)), status: 'HELD', sequence: 1, timeSequence: 1 },
    });
  }
}
