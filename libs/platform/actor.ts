/** Who does something: kept with every event. */
export interface Actor {
  /** Null: the system itself. */
  personId: string | null;
  /** The institution spoken for, when acting under a mandate. */
  onBehalfOfId: string | null;
  via: 'session' | 'token' | 'link' | 'command' | 'system';
}

export const system: Actor = { personId: null, onBehalfOfId: null, via: 'system' };
