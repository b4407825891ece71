// A real browser for the tests that look at pages.
import { haveProgram } from './system-package.mjs';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const packages = { 'apt-get': 'chromium', dnf: 'chromium', apk: 'chromium', pacman: 'chromium', brew: 'chromium' };

/** Gives `{ program }`, the browser's path, or `{ missing }`, the reason why there is none. */
export const findChromium = (options) => haveProgram(names, packages, options);
