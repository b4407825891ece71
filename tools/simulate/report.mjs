// What a play has shown: figures, a picture, and what a system that mails every item by itself would have sent.
import { writeFileSync } from 'node:fs';

/** What people changed while reminders were under way. */
const whatChanges = [
  'deadline.moved',
  'deadline.changed',
  'deadline.reopened',
  'deadline.waived',
  'reminder.brought-forward',
  'reminder-plan.set',
  'deadline-rule.set',
  'calendar.changed',
  'anchor.moved',
  'mandate.ended',
  'role.revoked',
  'leave.planned',
  'leave.cancelled',
  'person.changed',
  'reminder-preference.set',
  'address.suppressed',
];

export async function figuresOf(stage, { until }) {
  const { db, sink } = stage;
  const one = async (query) => (await query)[0];
  const months = await db.now.$queryRaw`
    SELECT to_char(m.sent_at AT TIME ZONE 'Asia/Phnom_Penh', 'YYYY-MM') AS month, count(*)::int AS mails,
           count(DISTINCT m.person_id)::int AS people
    FROM mail m WHERE m.name = 'digest' AND m.status = 'SENT' GROUP BY 1 ORDER BY 1`;
  const people = await one(db.now.$queryRaw`
    SELECT count(*)::int AS people, round(avg(mails), 1)::float AS mean, max(mails)::int AS most FROM (
      SELECT person_id, to_char(sent_at, 'YYYY-MM') AS month, count(*) AS mails FROM mail
      WHERE name = 'digest' AND status = 'SENT' GROUP BY 1, 2) m`);
  const worst = await one(db.now.$queryRaw`
    SELECT (sent_at AT TIME ZONE 'Asia/Phnom_Penh')::date::text AS day, count(*)::int AS mails, max(count(*)) OVER () FROM mail
    WHERE name = 'digest' AND status = 'SENT' GROUP BY 1 ORDER BY 2 DESC LIMIT 1`);
  const deadlines = await one(db.now.$queryRaw`
    SELECT count(*)::int AS all, count(*) FILTER (WHERE status = 'MET')::int AS met,
           count(*) FILTER (WHERE status = 'MET' AND (closed_at AT TIME ZONE time_zone)::date > due_on)::int AS late,
           count(*) FILTER (WHERE status = 'OPEN' AND due_on < ${until})::int AS overdue FROM deadline`);
  const steps = await one(db.now.$queryRaw`
    SELECT count(*)::int AS planned, count(*) FILTER (WHERE stop_reason = 'VACANT')::int AS vacant,
           (SELECT count(*) FROM notice WHERE told_at IS NOT NULL)::int AS told FROM reminder_step`);
  const escalated = await db.now.$queryRaw`
    SELECT s.audience, count(DISTINCT s.deadline_id)::int AS deadlines FROM reminder_step s JOIN notice n ON n.step_id = s.id
    WHERE n.told_at IS NOT NULL AND s.key LIKE 'overdue%' GROUP BY 1 ORDER BY 1`;
  // One mail an item and reminder before, and from the day after every day till it is done: what registers with a cron job do.
  const naive = await one(db.now.$queryRaw`
    SELECT sum(3 + greatest(0, least(coalesce(closed_at, ${until}), ${until})::date - due_on - 1))::int AS mails
    FROM deadline WHERE due_on < ${until}`);
  const changes = await db.now.$queryRaw`
    SELECT name, count(*)::int AS times FROM event WHERE name = ANY(${whatChanges}) GROUP BY 1`;
  return { changes, accepted: sink.accepted.length, months, people, worst, deadlines, steps, escalated, naive };
}

export function tell({ changes, accepted, months, people, worst, deadlines, steps, escalated, naive }) {
  const timesOf = new Map(changes.map(({ name, times }) => [name, times]));
  const changed = whatChanges.map((name) => `${name} ${timesOf.get(name) ?? 0}`).join(', ');
  const digests = months.reduce((sum, { mails }) => sum + mails, 0);
  return [
    `Mails the server accepted   ${accepted} (${digests} digests and urgent mails)`,
    `Deadlines                   ${deadlines.all}: ${deadlines.met} met (${deadlines.late} of them late), ${deadlines.overdue} overdue at the end`,
    `Steps                       ${steps.planned} planned, ${steps.told} told to somebody, ${steps.vacant} passed over: nobody held the place`,
    `Mails a person and month    ${people.mean} on average where there was anything to say, ${people.most} at the most`,
    `Worst day                   ${worst.day}: ${worst.mails} mails to as many people`,
    `Escalated                   ${escalated.map(({ audience, deadlines: n }) => `${audience} ${n}`).join(', ')}`,
    `Changed on the way          ${changed}`,
    `A mail an item and day      would have been ${naive.mails} mails: ${Math.round(naive.mails / digests)} times as many`,
  ];
}

/** Mails a month as a picture that says what it shows. */
export function draw({ months }, file) {
  const most = Math.max(...months.map(({ mails }) => mails));
  const [width, height, left, bottom] = [960, 320, 60, 40];
  const step = (width - left - 20) / months.length;
  const scale = (height - bottom - 30) / most;
  const bars = months.map(({ month, mails, people }, index) => {
    const tall = mails * scale;
    const x = left + index * step;
    const label = index % 6 === 0 ? `<text x="${x}" y="${height - 16}" font-size="12">${month}</text>` : '';
    return `<rect x="${x.toFixed(1)}" y="${(height - bottom - tall).toFixed(1)}" width="${(step - 2).toFixed(1)}" height="${tall.toFixed(1)}"><title>${month}: ${mails} mails to ${people} people</title></rect>${label}`;
  });
  writeFileSync(
    file,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Digests a month" font-family="sans-serif" fill="#1f5c4d">
<rect width="${width}" height="${height}" fill="#ffffff"/>
<text x="${left}" y="18" font-size="14">Digests a month, at most ${most}</text>
<line x1="${left}" x2="${width - 20}" y1="${height - bottom}" y2="${height - bottom}" stroke="#55605a"/>
<text x="${left - 8}" y="${height - bottom - most * scale + 4}" font-size="12" text-anchor="end">${most}</text>
<text x="${left - 8}" y="${height - bottom + 4}" font-size="12" text-anchor="end">0</text>
${bars.join('\n')}
</svg>
`,
  );
}
