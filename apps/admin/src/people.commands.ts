import { z } from 'zod';
import { RolesService } from '../../../libs/access/index.js';
import { Mechanism, MechanismService, PeopleService, RegisterPerson } from '../../../libs/directory/index.js';
import { Database, NotFound, Role } from '../../../libs/platform/index.js';
import { byCommand, command } from './command.js';

const { name, stateCode, timeZone, locale } = Mechanism.shape;
const { email } = RegisterPerson.shape;
const reason = z.string().max(2000).optional();

export const setUp = command({
  usage: 'set-up --name <name> --state <KHM> --time-zone <Asia/Phnom_Penh> --locale <en|fr|km>',
  does: 'Says which mechanism this installation serves; again to change it',
  options: z.strictObject({ name, state: stateCode, 'time-zone': timeZone, locale }),
  run: async ({ app, say }, { state, 'time-zone': zone, ...rest }) => {
    await app.get(MechanismService).describe({ ...rest, stateCode: state, timeZone: zone }, byCommand);
    await say(`This installation serves: ${rest.name}.`);
  },
});

export const createAdministrator = command({
  usage: 'create-administrator --email <address> --name <name> [--locale <en|fr|km>] [--time-zone <zone>]',
  does: 'Makes a person an administrator; who is known already keeps name and roles',
  options: z.strictObject({
    email,
    name: RegisterPerson.shape.name,
    locale: locale.optional(),
    'time-zone': timeZone.optional(),
  }),
  run: async ({ app, say }, { 'time-zone': zone, ...person }) => {
    const mechanism = await app.get(MechanismService).get();
    await app.get(Database).transaction(async (tx) => {
      const known = await tx.person.findUnique({ where: { email: person.email } });
      const facts = { ...person, locale: person.locale ?? mechanism.locale, timeZone: zone ?? mechanism.timeZone };
      const { id } = known ?? (await app.get(PeopleService).register(facts, byCommand));
      await give(app.get(RolesService), id, 'ADMINISTRATOR', 'Made on the command line');
    });
    await say(`${person.email} is an administrator, and can ask for a link to sign in.`);
  },
});

export const grantRole = command({
  usage: `role grant <${Object.values(Role).join('|')}> --email <address> [--reason <text>]`,
  does: 'Gives a person a role',
  options: z.strictObject({ email, reason }),
  run: async ({ app, say }, options, words) => {
    const role = roleOf(words);
    await give(app.get(RolesService), await idOf(app.get(Database), options.email), role, options.reason);
    await say(`${options.email} is ${role}.`);
  },
});

export const revokeRole = command({
  usage: 'role revoke <role> --email <address> [--reason <text>]',
  does: 'Takes a role from a person',
  options: z.strictObject({ email, reason }),
  run: async ({ app, say }, options, words) => {
    const role = roleOf(words);
    const service = app.get(RolesService);
    const personId = await idOf(app.get(Database), options.email);
    const { roles } = await service.of(personId);
    const others = roles.filter((held) => held !== role);
    await service.give(personId, others, { by: byCommand, reason: options.reason ?? null });
    await say(`${options.email} is no longer ${role}.`);
  },
});

const roleOf = (words: string[]): Role => z.tuple([z.enum(Role)]).parse(words)[0];

const idOf = async (db: Database, address: string): Promise<string> => {
  const person = await db.now.person.findUnique({ where: { email: address } });
  if (!person) throw new NotFound(`person with the address ${address}`);
  return person.id;
};

const give = async (service: RolesService, personId: string, role: Role, why: string | undefined): Promise<void> => {
  const { roles } = await service.of(personId);
  await service.give(personId, [...new Set([...roles, role])], { by: byCommand, reason: why ?? null });
};
