import { stack } from './people';

/** As Firestore's API writes values; a moment is told by its form. */
function value(given: unknown): object {
  if (given === null) return { nullValue: null };
  if (typeof given === 'boolean') return { booleanValue: given };
  if (typeof given === 'number') return Number.isInteger(given) ? { integerValue: given } : { doubleValue: given };
  if (Array.isArray(given)) return { arrayValue: { values: given.map(value) } };
  if (typeof given === 'object') return { mapValue: { fields: fields(given) } };
  return /^\d{4}-\d\d-\d\dT/.test(String(given)) ? { timestampValue: given } : { stringValue: given };
}

const fields = (given: object) => Object.fromEntries(Object.entries(given).map(([name, each]) => [name, value(each)]));

/** Documents as they stand in the database, through the emulator, as its owner. */
export async function put(documents: readonly (readonly [path: string, document: object])[]): Promise<void> {
  const { firebase, emulators } = await stack();
  const root = `projects/${firebase.projectId}/databases/(default)/documents`;
  const writes = documents.map(([path, document]) => ({ update: { name: `${root}/${path}`, fields: fields(document) } }));
  const answer = await fetch(`http://${emulators.firestore}/v1/${root}:commit`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: 'Bearer owner' },
    body: JSON.stringify({ writes }),
  });
  if (!answer.ok) throw new Error(`put: ${answer.status} ${await answer.text()}`);
}
