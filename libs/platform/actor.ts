/** Who does something: kept with every event. */
export interface Actor {
  /** Null: the system itself. */
  personId: string | null;
  /** The institution spoken for, when acting under a mandate. */
  onBehalfOfId: string | null;
  /** `mail`: an answer that came by mail, matched by its sign. */
  via: 'session' | 'token' | 'link' | 'mail' | 'command' | 'system';
}

export const system: Actor = { personId: null, onBehalfOfId: null, via: 'system' };
