import axe from 'axe-core';
import { chromium, type Page } from 'playwright-core';
import { setting } from './settings.js';

/** A real Chromium. Pages can be opened with or without JavaScript, as their readers do. */
export async function aBrowser() {
  const browser = await chromium.launch({
    executablePath: setting('NMRF_TEST_CHROMIUM'),
    // Root, as in containers, has no sandbox; the page under test is our own.
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  return {
    open: async (options: { javaScriptEnabled?: boolean; extraHTTPHeaders?: Record<string, string> } = {}) =>
      (await browser.newContext(options)).newPage(),
    close: () => browser.close(),
  };
}
export type OurBrowser = Awaited<ReturnType<typeof aBrowser>>;

/** What axe finds wrong in a page: nothing, we hope. */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  // What passes is left out: listing it takes three times as long as finding what does not.
  const { violations } = await page.evaluate<axe.AxeResults>("axe.run({ resultTypes: ['violations'] })");
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}
