export * from './answers.service.js';
export * from './approvals.service.js';
export * from './assignments.module.js';
export * from './focal-points.js';
export * from './handover.service.js';
export * from './proposals.service.js';
export * from './verification.service.js';
