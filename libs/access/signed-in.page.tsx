import type { ComponentChildren, VNode } from 'preact';
import { Frame, pageTranslator } from '../platform/index.js';
import { secretariat, seesAll, type Caller, type Right } from './access.decorators.js';

/** A page for somebody who is signed in: the frame with its navigation. */
export const SignedInPage = ({
  caller,
  title,
  path,
  children,
}: {
  caller: Caller;
  title: string;
  /** The page's own address, which the navigation marks. */
  path: string;
  children: ComponentChildren;
}): VNode => {
  const t = pageTranslator(caller.locale);
  const has = (...rights: Right[]) => rights.some((right) => caller.rights.has(right));
  const places = [
    ['/', t('frame.home')],
    ['/my-deadlines', t('frame.my-deadlines')],
    ['/register', t('frame.register')],
    ['/deadlines', t('frame.deadlines')],
    ...(seesAll(caller) || caller.isHost ? [['/consultations', t('frame.consultations')] as const] : []),
    ...(has(...secretariat, 'approving-authority', 'observer') ? [['/work', t('frame.work')] as const] : []),
    ...(has(...secretariat)
      ? [
          ['/imports', t('frame.imports')] as const,
          ['/calendars', t('frame.calendars')] as const,
          ['/mails', t('frame.mails')] as const,
          ['/replies', t('frame.replies')] as const,
        ]
      : []),
    ['/my-calendar', t('frame.calendar')],
    ['/tokens', t('frame.tokens')],
  ] as const;
  const navigation = (
    <nav aria-label={t('frame.navigation')}>
      <ul>
        {places.map(([href, label]) => (
          <li>
            <a href={href} aria-current={href === path ? 'page' : undefined}>
              {label}
            </a>
          </li>
        ))}
        <li>
          <form method="post" action="/sign-out">
            <button class="plain" type="submit">
              {t('frame.sign-out')}
            </button>
          </form>
        </li>
      </ul>
    </nav>
  );
  return (
    <Frame locale={caller.locale} title={title} owner={caller.mechanism} navigation={navigation}>
      {children}
    </Frame>
  );
};
