/** Many asks for one thing each, within a moment, become one ask for all of them. */
export function batched<T>(ask: (ids: string[]) => Promise<Map<string, T>>, withinMs = 16): (id: string) => Promise<T | null> {
  let waiting = new Map<string, Promise<T | null>>();
  let turn: Promise<Map<string, T>> | undefined;
  return (id) => {
    const known = waiting.get(id);
    if (known) return known;
    turn ??= new Promise<void>((resolve) => setTimeout(resolve, withinMs)).then(() => {
      const ids = [...waiting.keys()];
      waiting = new Map();
      turn = undefined;
      return ask(ids);
    });
    const mine = turn.then((all) => all.get(id) ?? null);
    waiting.set(id, mine);
    return mine;
  };
}
