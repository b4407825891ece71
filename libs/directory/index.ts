export * from './directory.module.js';
export * from './directory.rules.js';
export { Mechanism, RegisterPerson, type DirectoryRow } from './directory.schemas.js';
export * from './directory.service.js';
export { heldOn, validOn } from './mandates.queries.js';
export * from './mandates.service.js';
export * from './mechanism.service.js';
export * from './people.service.js';
