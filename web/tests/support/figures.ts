import { put } from './firestore';

const DAY_MS = 86_400_000;
const MODELS = [
  ['vertex/veo-3.1-generate-001', 1, 0.4, 75],
  ['vertex/veo-3.1-fast-generate-001', 2.2, 0.15, 48],
  ['vertex/veo-3.1-lite-generate-001', 3, 0.05, 40],
  ['gemini-api/gemini-omni-1.2-flash', 0.6, 0.1, 55],
] as const;

/** Between 0 and 1, the same each time. */
const chance = (seed: number) => (((Math.sin(seed * 12.9898) * 43758.5453) % 1) + 1) % 1;

/** What the nights before today would have counted of a service that grows: as documents, for so many days. */
export async function plantFigures(days: number): Promise<void> {
  const now = Date.now();
  const documents = Array.from({ length: days }, (_, back) => {
    const at = new Date(now - (back + 1) * DAY_MS);
    const grown = 1 - back / (days * 1.3);
    const busy = [0, 6].includes(at.getUTCDay()) ? 0.6 : 1;
    const models = MODELS.map(([model, share, usd, seconds], place) => {
      const jobs = Math.round(40 * share * grown * busy * (0.8 + 0.4 * chance(back * 7 + place)));
      const failed = Math.round(jobs * (back % 53 === 9 ? 0.3 : 0.03) + chance(back + place));
      const [blocked, cancelled] = [Math.round(jobs * 0.02), Math.round(jobs * 0.03)];
      const done = Math.max(0, jobs - failed - blocked - cancelled);
      const outcomes = { completed: done, provider_error: failed, safety_filtered: blocked, cancelled };
      const step = (by: number) =>
        String(Math.round(Math.log(seconds * by * (1 + 0.15 * chance(back * 3 + place))) / Math.log(1.05)));
      const times = { [step(0.8)]: done, [step(1)]: done, [step(1.6)]: Math.ceil(done / 6) };
      return [
        model,
        { jobs: outcomes, credits: jobs * 64, refunded: (failed + blocked) * 64, usd: (done + blocked) * 8 * usd, times },
      ] as const;
    });
    const charged = models.reduce((sum, [, { credits }]) => sum + credits, 0);
    const refunded = models.reduce((sum, [, each]) => sum + each.refunded, 0);
    const users = Math.round(180 * grown * busy * (0.9 + 0.2 * chance(back)));
    const sold = 500 * Math.round(charged / 450);
    const figures = {
      models: Object.fromEntries(models),
      films: { jobs: { completed: 3 }, seconds: 90, credits: 0, refunded: 0, usd: 0.015 },
      prompts: {},
      entries: { charge: -charged, refund: refunded, purchase: sold },
      money: { eur: { revenue: sold * 5, refunded: 0, disputed: 0, fees: Math.round(sold / 8) } },
      styles: {},
      house_jobs: 2,
      credit_usd: 0.05,
      active: Array.from({ length: users }, (_, user) => user * 1_000_003 + back),
      new_users: Math.round(users / 9),
      retention: { week: users * 3, week_before: users * 3 - 20, came_again: users * 2 },
      stored_bytes: Math.round(2.2e12 * grown),
      stored_bytes_change: 6_400_000_000,
    };
    const counted = new Date(Math.ceil(at.getTime() / DAY_MS) * DAY_MS + 3 * 3_600_000).toISOString();
    return [
      `figures/${at.toISOString().slice(0, 10)}`,
      { started_at: counted, updated_at: counted, complete_at: counted, figures },
    ] as const;
  });
  await put(documents);
}
