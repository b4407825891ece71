import { FeedsService } from '../../libs/feeds/index.js';
import { anApi, type Api } from '../support/api.js';
import { aBrowser, faultsOf, type OurBrowser } from '../support/browser.js';
import { aCountry, type Country } from '../support/country.js';
import { describeWithChromium } from '../support/settings.js';

describeWithChromium('the page of calendars in a browser without JavaScript', () => {
  let api: Api;
  let country: Country;
  let browser: OurBrowser;

  beforeAll(async () => {
    api = await anApi();
    country = await aCountry(api.db);
    browser = await aBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await api.close();
  });

  const openFor = async (personId: string, javaScriptEnabled = false) => {
    const { cookie } = await api.signIn(personId);
    const url = await api.app.getUrl();
    const page = await browser.open({ javaScriptEnabled });
    const [name = '', value = ''] = cookie.split('=');
    await page.context().addCookies([{ name, value, url }]);
    await page.goto(`${url}/my-calendar`);
    return page;
  };

  it('gives an address, another one, and none, by the keyboard alone', async () => {
    const { dara } = country.people;
    const page = await openFor(dara.id);
    const addresses = () => page.locator('code').allTextContents();
    const press = async (name: string) => {
      await page.getByRole('button', { name }).focus();
      await page.keyboard.press('Enter');
    };
    expect(await addresses()).toHaveLength(1);
    await press('Make the address: Your calendar');
    await page.getByRole('status').waitFor();
    const [first] = await addresses();
    await press('New address (the old one stops): Your calendar');
    await page.getByText('has a new address').waitFor();
    const [second] = await addresses();
    expect(second).not.toBe(first);
    await press('Stop: Your calendar');
    await page.getByText('shows nothing any more').waitFor();
    expect(await addresses()).toHaveLength(1);
  });

  it.each(['dara', 'bopha', 'sophea'] as const)('has no fault that axe knows of, for %s', async (name) => {
    const person = country.people[name];
    await api.app
      .get(FeedsService)
      .make({ personId: person.id }, { personId: null, onBehalfOfId: null, via: 'system' });
    const page = await openFor(person.id, true);
    expect(await faultsOf(page)).toEqual([]);
  });
});
