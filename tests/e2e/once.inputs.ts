import { InputAnswersService, InputsService } from '../../libs/inputs/index.js';
import { addDays, dayIn, momentAt, newId, type InputVisibility } from '../../libs/platform/index.js';
import type { aStack } from '../support/stack.js';

type Stack = Awaited<ReturnType<typeof aStack>>;

/** What is contributed in writing, with a name and without one, and answered. */
export async function inputsOf(
  { app, db, clock }: Stack,
  {
    author,
    coordinator,
  }: Record<'author' | 'coordinator', { id: string; name: string; email: string; timeZone: string }>,
  bring: () => Promise<void>,
): Promise<void> {
  const timeZone = 'Asia/Phnom_Penh';
  const now = clock.now();
  const consultation = await db.now.consultation.create({
    data: {
      ...{
        title: 'Consultation on schools',
        purpose: 'NATIONAL_REPORT',
        format: 'ONLINE',
        status: 'INVITING',
        timeZone,
      },
      ...{ joinUrl: 'https://meet.example.org/schools', createdAt: now, changedAt: now },
      invitations: { create: { id: newId(), personId: author.id, invitedAt: now, toldAt: now } },
    },
    include: { invitations: true },
  });
  const invitee = {
    invitationId: consultation.invitations[0]?.id ?? '',
    consultationId: consultation.id,
    person: { id: author.id, name: author.name, locale: 'en' as const },
    mechanism: 'The mechanism',
    base: '/invitation/x',
    by: { personId: author.id, onBehalfOfId: null, via: 'link' as const },
  };
  const give = (text: string, visibility: InputVisibility) =>
    app.get(InputsService).give(invitee, { text, visibility, agendaItemId: null, consents: true }, null);
  const given = [await give('Name the schools', 'PUBLIC'), await give('They watch us', 'ANONYMOUS')];
  await bring();
  clock.set(momentAt(addDays(dayIn(timeZone, now), 1), '10:00', timeZone).toISOString());
  await bring();
  const caller = {
    ...{ personId: coordinator.id, name: coordinator.name, email: coordinator.email, locale: 'en' as const },
    ...{
      timeZone,
      mechanism: 'The mechanism',
      institutionIds: [],
      isHost: false,
      rights: new Set(['coordinator' as const]),
    },
    actor: { personId: coordinator.id, onBehalfOfId: null, via: 'session' as const },
  };
  for (const id of given) {
    const answer = { outcome: 'TAKEN_UP' as const, text: 'In chapter 3' };
    await app.get(InputAnswersService).answer(consultation, id, answer, caller);
  }
  await bring();
}
