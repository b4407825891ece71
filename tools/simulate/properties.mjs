// What must be true of every play. Each property is checked against the tables, the mail server's own notes, and what the play
// itself knows of people's hours and absences; none asks the product what it thinks.

/** What a clock on the wall shows, by the platform's own calendar rather than the product's. */
const wall = new Map();
const shown = (zone, moment) => {
  if (!wall.has(zone)) {
    wall.set(
      zone,
      new Intl.DateTimeFormat('en-CA', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
      }),
    );
  }
  const parts = Object.fromEntries(
    wall
      .get(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  return { day: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` };
};

const isWorked = (day, holidays) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()) && !holidays.has(day);

/** What is wrong with a play, in words; nothing, we hope. At most a few of each kind. */
export async function faultsOf(stage, country, { holidays, until }) {
  const { db, sink } = stage;
  const faults = [];
  const blame = (property, found, describe) => {
    for (const one of found.slice(0, 5)) faults.push(`${property}: ${describe(one)}`);
    if (found.length > 5) faults.push(`${property}: and ${found.length - 5} more`);
  };
  const acceptedAt = new Map();
  const twice = [];
  for (const { mailId, at } of sink.accepted) {
    if (acceptedAt.has(mailId)) twice.push(mailId);
    acceptedAt.set(mailId, at);
  }
  blame('accepted twice', twice, (mailId) => mailId);

  const digests = await db.now.$queryRaw`
    SELECT m.id, m.person_id AS "personId", m.status, m.created_at AS "createdAt", (m.props->>'isAlone')::boolean AS "isAlone",
           (SELECT count(*) FROM notice n WHERE n.mail_id = m.id)::int AS notices
    FROM mail m WHERE m.name = 'digest' ORDER BY m.created_at`;
  const sent = digests.filter(({ id }) => acceptedAt.has(id));
  blame(
    'a mail without content',
    sent.filter(({ notices }) => notices === 0),
    ({ id }) => id,
  );

  const outside = [];
  const perDay = new Map();
  for (const { id, personId, isAlone } of sent) {
    const person = country.people.get(personId);
    const at = acceptedAt.get(id);
    const { zone, hour, quietFrom } = person.hours.findLast(({ from }) => from <= at);
    const { day, time } = shown(zone, at);
    const away = person.leaves.find(({ startsOn, endsOn }) => startsOn <= day && day <= endsOn);
    // A clock that jumps an hour ahead skips the chosen time; the mail comes with the next one there is.
    if (time < hour || time >= quietFrom || !isWorked(day, holidays) || away)
      outside.push({ name: person.name, day, time, zone, away });
    const key = `${person.name} ${day} ${zone}`;
    if (!isAlone) perDay.set(key, (perDay.get(key) ?? 0) + 1);
  }
  blame(
    'outside a person’s hours',
    outside,
    ({ name, day, time, zone, away }) => `${name}, ${day} ${time} in ${zone}${away ? ', on leave' : ''}`,
  );
  blame(
    'more than one digest a day',
    [...perDay].filter(([, count]) => count > 1),
    ([key, count]) => `${key}: ${count}`,
  );

  const late = new Date(until.getTime() - 30 * 86_400_000);
  const untold = await db.now.$queryRaw`
    SELECT s.id, s.key, s.audience, s.send_on::text AS "sendOn" FROM reminder_step s JOIN deadline d ON d.id = s.deadline_id
    WHERE s.stopped_at IS NULL AND s.send_on < ${late} AND d.status = 'OPEN'
      AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.step_id = s.id AND n.told_at IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM deadline_request r WHERE r.deadline_id = d.id AND r.status = 'PENDING')`;
  blame('never said', untold, ({ key, audience, sendOn }) => `${key} to ${audience}, due to be said on ${sendOn}`);
  const unsent = await db.now.$queryRaw`
    SELECT n.mail_id AS "mailId", m.status FROM notice n JOIN mail m ON m.id = n.mail_id
    JOIN deadline d ON d.id = n.deadline_id
    WHERE n.told_at < ${late} AND m.status <> 'SENT'`;
  blame('told, but never sent', unsent, ({ mailId, status }) => `${mailId} ${status}`);

  const afterwards = await db.now.$queryRaw`
    SELECT n.mail_id AS "mailId", max(d.closed_at) AS closed, bool_and(d.status <> 'OPEN') AS "isAllClosed"
    FROM notice n JOIN deadline d ON d.id = n.deadline_id WHERE n.mail_id IS NOT NULL GROUP BY n.mail_id`;
  blame(
    'after the answer',
    afterwards.filter(({ mailId, closed, isAllClosed }) => isAllClosed && acceptedAt.get(mailId) > closed),
    ({ mailId, closed }) =>
      `mail ${mailId} accepted ${acceptedAt.get(mailId).toISOString()}, all answered by ${closed.toISOString()}`,
  );

  const repeated = await db.now.$queryRaw`
    SELECT s.deadline_id AS "deadlineId", s.key, n.person_id AS "personId", count(*)::int AS times,
           min(n.told_at) AS first, max(n.told_at) AS last
    FROM reminder_step s JOIN notice n ON n.step_id = s.id AND n.told_at IS NOT NULL
    WHERE s.key ~ '^(before|overdue)' GROUP BY 1, 2, 3, s.audience HAVING count(*) > 1`;
  blame(
    'the same said again',
    repeated.filter(({ key, first, last, times }) => {
      const distance = Number.parseInt(key.split('.')[1]);
      // A weekend, a feast or an absence may lie between the day and the telling.
      return (last - first) / 86_400_000 < Math.max(0, distance - 7) * (times - 1);
    }),
    ({ key, personId, first, last }) => `${key} to ${personId}, ${first.toISOString()} and ${last.toISOString()}`,
  );

  const strangers = await db.now.$queryRaw`
    SELECT n.person_id AS "personId", n.told_at AS "toldAt", s.audience FROM notice n
    JOIN reminder_step s ON s.id = n.step_id JOIN deadline d ON d.id = n.deadline_id
    WHERE n.told_at IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = n.person_id AND g.role IN ('COORDINATOR', 'HEAD'))
      AND NOT EXISTS (SELECT 1 FROM mandate m WHERE m.person_id = n.person_id AND m.institution_id = d.institution_id
                      AND m.starts_on <= (n.told_at AT TIME ZONE 'Asia/Phnom_Penh')::date
                      AND (m.ends_on IS NULL OR m.ends_on >= (n.told_at AT TIME ZONE 'Asia/Phnom_Penh')::date))
      AND NOT EXISTS (SELECT 1 FROM leave l WHERE l.substitute_id = n.person_id
                      AND l.starts_on <= (n.told_at AT TIME ZONE 'Asia/Phnom_Penh')::date + 4
                      AND l.ends_on >= (n.told_at AT TIME ZONE 'Asia/Phnom_Penh')::date - 4)`;
  blame(
    'told to somebody it is not for',
    strangers,
    ({ personId, toldAt, audience }) =>
      `${country.people.get(personId)?.name}, ${toldAt.toISOString()}, as ${audience}`,
  );

  const { owed } = (await db.now.$queryRaw`SELECT count(*)::int AS owed FROM owed WHERE gave_up_at IS NOT NULL`)[0];
  if (owed > 0) faults.push(`given up: ${owed} pieces of work`);
  return faults;
}
