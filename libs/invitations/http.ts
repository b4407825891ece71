export * from './invitations.controller.js';
export * from './lists.controller.js';
export * from './invitee.controller.js';
export * from './desk.controller.js';
export * from './list-pages.controller.js';
