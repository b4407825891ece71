export * from './answers.service.js';
export * from './invitation.access.js';
export * from './invitations.errors.js';
export * from './invitations.module.js';
export * from './invitee.page.js';
export * from './seats.service.js';
