export { ContributionsController } from './contributions.controller.js';
export { InputPagesController } from './input-pages.controller.js';
export { InputsController } from './inputs.controller.js';
