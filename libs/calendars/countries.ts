import codes from 'i18n-iso-countries/codes.json' with { type: 'json' };

const alpha2 = new Map(codes.map(([two, three]) => [three, two]));

/** Every country of ISO 3166-1, by its three letters. */
export const countryCodes: readonly string[] = [...alpha2.keys()].filter((code) => code !== undefined);

/** The two-letter code of a country, by its three letters; null for none. */
export const alpha2Of = (countryCode: string): string | null => alpha2.get(countryCode) ?? null;
