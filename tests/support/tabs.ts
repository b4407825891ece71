import type { Page } from 'playwright-core';
import type { Api } from './api.js';
import type { OurBrowser } from './browser.js';

/** Tabs of people who are signed in, without JavaScript unless a test says so. */
export const tabsOf = (api: Api, browser: OurBrowser, base: string) => ({
  async as(person: { id: string }, path: string, { javaScriptEnabled = false } = {}) {
    const { cookie } = await api.signIn(person.id);
    const tab = await browser.open({ javaScriptEnabled });
    const [name = '', value = ''] = cookie.split('=');
    await tab.context().addCookies([{ name, value, url: base }]);
    await tab.goto(base + path);
    return tab;
  },
  press: (tab: Page, name: string) => tab.getByRole('button', { name, exact: true }).click(),
  follow: (tab: Page, name: string | RegExp) => tab.getByRole('link', { name }).first().click(),
  /** Unfolds what can be done. */
  unfold: (tab: Page, name: string) => tab.locator('summary', { hasText: name }).click(),
  said: async (tab: Page) => (await tab.getByRole('status').textContent())?.trim(),
});
