import { z } from 'zod';

export const Id = z.uuid();

/** What follows `/feeds/` in an address. */
export const Token = z.string().max(100);

export const MakeFeed = z.strictObject({
  institutionId: Id.nullable()
    .default(null)
    .meta({ description: 'Null: your own; else an institution you act for', example: null }),
});
export type MakeFeed = z.infer<typeof MakeFeed>;

export const FeedFacts = z.object({
  id: Id,
  institutionId: Id.nullable().meta({ description: 'Null: it is your own' }),
  createdAt: z.iso.datetime(),
  address: z.string().nullable().meta({
    description: 'To subscribe to. Whoever has it reads the calendar, so it is not shown to access tokens: null',
    example: 'https://nmrf.example.org/feeds/….ics',
  }),
});
export type FeedFacts = z.infer<typeof FeedFacts>;
export const Feeds = z.object({ items: z.array(FeedFacts) });

/** Forms send an empty field for one's own. */
export const MakeForm = z.object({ institutionId: z.union([Id, z.literal('').transform(() => null)]).default(null) });
export type MakeForm = z.infer<typeof MakeForm>;

/** What was done just before a page is opened. */
export const Where = z.object({ done: z.enum(['made', 'renewed', 'stopped']).optional().catch(undefined) });
export type Where = z.infer<typeof Where>;
