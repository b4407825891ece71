// Whom to write to: institutions and the people who act for them today.

const order = ['MAIN', 'ALTERNATE', 'VALIDATING_AUTHORITY'];

/** Reads the directory. `focalPointsOf(ids)`: the addresses of those who are asked, each once. */
export async function readCountry(api) {
  const { timeZone } = await api.get('mechanism');
  const today = new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date());
  const [institutions, people, mandates] = [
    await api.all('institutions'),
    await api.all('people'),
    await api.all('mandates', { on: today }),
  ];
  const emailOf = new Map(people.map(({ id, email }) => [id, email]));
  const asked = (institutionId) => {
    const held = mandates.filter(({ institution }) => institution.id === institutionId);
    const role = order.find((one) => held.some((mandate) => mandate.role === one));
    return held.filter((mandate) => mandate.role === role).map(({ person }) => emailOf.get(person.id));
  };
  return { institutions, focalPointsOf: (ids) => [...new Set(ids.flatMap(asked))] };
}
