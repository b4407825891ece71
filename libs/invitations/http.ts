export * from './invitations.controller.js';
export * from './lists.controller.js';
export * from './invitee.controller.js';
