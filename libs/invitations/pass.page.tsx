import type { VNode } from 'preact';
import { Frame, pageTranslator } from '../platform/index.js';
import { qrSvg } from '../platform/qr.js';
import type { Invitee } from './invitation.access.js';
import type { OwnInvitation } from './invitee.queries.js';
import { whenText } from './meeting.parts.js';

/** What somebody shows at the door, on a telephone or on paper. */
export const PassPage = ({
  invitee,
  own,
  code,
  address,
}: {
  invitee: Invitee;
  own: OwnInvitation;
  code: string;
  /** What the picture says: the address at which the door is opened. */
  address: string;
}): VNode => {
  const { person, mechanism, base } = invitee;
  const { locale } = person;
  const t = pageTranslator(locale);
  const { startsAt, endsAt, timeZone, place } = own;
  return (
    <Frame locale={locale} title={t('invitation.pass.title')} owner={mechanism}>
      <h1 dir="auto">{own.title}</h1>
      <p class="big" dir="auto">
        {person.name}
        {own.institution !== null && <span class="quiet below">{own.institution}</span>}
      </p>
      {startsAt && endsAt && <p>{whenText({ startsAt, endsAt }, timeZone, { t, locale })}</p>}
      {place !== null && <p dir="auto">{place}</p>}
      <div
        class="narrow"
        role="img"
        aria-label={t('invitation.pass.picture')}
        style="max-width:16rem"
        dangerouslySetInnerHTML={{ __html: qrSvg(address) }}
      />
      <p>
        {t('invitation.pass.code')}
        <br />
        <strong class="big">
          <code>{code}</code>
        </strong>
      </p>
      <p class="quiet">{t('invitation.pass.hint')}</p>
      <p>
        <a href={base}>{t('invitation.back')}</a>
      </p>
    </Frame>
  );
};
