export * from './invitations.controller.js';
export * from './lists.controller.js';
