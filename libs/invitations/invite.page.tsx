import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import { ConsultationDesk, type Shown } from '../consultations/index.js';
import { Group, pageTranslator, TextArea, Tick, type FormRefusal } from '../platform/index.js';
import type { InviteForm } from './desk.forms.js';
import type { InvitationPreview } from './invitations.schemas.js';
import { Prospects } from './prospects.parts.js';

/** Chooses whom to invite, shows who would get what, and invites. */
export const InvitePage = ({
  caller,
  consultation,
  lists,
  entered,
  preview,
  refusal,
}: {
  caller: Caller;
  consultation: Shown;
  lists: { id: string; name: string }[];
  entered?: InviteForm | undefined;
  /** Who would be invited, once that was asked. */
  preview?: InvitationPreview | undefined;
  refusal?: FormRefusal | undefined;
}): VNode => {
  const t = pageTranslator(caller.locale);
  const base = `/consultations/${consultation.id}/invitations`;
  const isOut = consultation.status === 'INVITING';
  const fresh = preview?.items.filter(({ standing }) => standing === 'NEW').length ?? 0;
  return (
    <ConsultationDesk {...{ caller, consultation, tab: '/invitations', refusal }} heading={t('invitations.add')}>
      <form method="post" action={`${base}/add`}>
        <Group id="lists" label={t('invitations.lists')} refusal={refusal}>
          {lists.length === 0 && <p>{t('lists.none')}</p>}
          <div class="columns">
            {lists.map(({ id, name }) => (
              <Tick name="listIds" value={id} label={name} checked={entered?.listIds.includes(id)} />
            ))}
          </div>
          <p>
            <a href="/stakeholder-lists">{t('lists.title')}</a>
          </p>
        </Group>
        <TextArea
          {...{ name: 'institutions', label: t('invitations.institutions'), value: entered?.institutions, refusal }}
          hint={t('invitations.institutions.hint')}
          rows={4}
          maxLength={50_000}
        />
        <TextArea
          {...{ name: 'people', label: t('invitations.people'), value: entered?.people, refusal }}
          hint={t('invitations.people.hint')}
          rows={4}
          maxLength={50_000}
        />
        {preview && (
          <>
            <h2>{t('invitations.preview')}</h2>
            {preview.crowded.map(({ kind, invitees, seats }) => (
              <p class="notice warn">
                {kind === null
                  ? t('invitations.crowded', { invitees, seats })
                  : t('invitations.crowded.group', { group: t(`institutions.kind.${kind}`), invitees, seats })}
              </p>
            ))}
            <Prospects items={preview.items} t={t} locale={caller.locale} />
          </>
        )}
        <div class="actions">
          {fresh > 0 && (
            <button type="submit" name="step" value="invite">
              {t(isOut ? 'invitations.invite.now' : 'invitations.invite', { count: fresh })}
            </button>
          )}
          <button class={fresh > 0 ? 'quiet' : undefined} type="submit" name="step" value="preview">
            {t('invitations.look')}
          </button>
        </div>
      </form>
    </ConsultationDesk>
  );
};
