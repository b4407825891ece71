export * from './answers-mailbox.service.js';
export * from './intake.service.js';
export * from './listener.js';
export * from './replies-desk.service.js';
export * from './replies.module.js';
export * from './replies.service.js';
