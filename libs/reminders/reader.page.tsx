import type { ComponentChildren, VNode } from 'preact';
import { SignedInPage } from '../access/index.js';
import { Frame } from '../platform/index.js';
import type { Reader } from './due.access.js';

/** A page of somebody's own: with the navigation for whoever is signed in, without it behind a link. */
export const ReaderPage = ({
  reader: { caller, person, mechanism },
  title,
  path,
  children,
}: {
  reader: Reader;
  title: string;
  /** The page's own address, which the navigation marks. */
  path: string;
  children: ComponentChildren;
}): VNode =>
  caller ? (
    <SignedInPage caller={caller} title={title} path={path}>
      {children}
    </SignedInPage>
  ) : (
    <Frame locale={person.locale} title={title} owner={mechanism}>
      {children}
    </Frame>
  );
