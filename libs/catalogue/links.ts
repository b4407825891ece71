/** What a signed link can be for, and the page it opens. A purpose is stored with each link: never rename one in place. */
export const linkPages = {
  'sign-in': '/sign-in',
  verify: '/verify',
  /** Everything that is due from a person: answered from the mail. */
  due: '/due',
  /** Hosts say which dates suit them. */
  poll: '/poll',
  /** Somebody's place in a consultation: answer, ask, contribute, comment, be forgotten. */
  invitation: '/invitation',
  unsubscribe: '/unsubscribe',
} as const;

export type LinkPurpose = keyof typeof linkPages;
