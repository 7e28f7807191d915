/** The order once these were moved before or behind that one. */
export function moved(ids: readonly string[], which: readonly string[], target: string, position: string): string[] {
  const rest = ids.filter((id) => !which.includes(id));
  const at = rest.indexOf(target) + (position === 'after' ? 1 : 0);
  return [...rest.slice(0, at), ...ids.filter((id) => which.includes(id)), ...rest.slice(at)];
}

/** The order once this one was moved one place up (-1) or down (1). */
export function shifted(ids: readonly string[], id: string, by: -1 | 1): string[] {
  const [at, order] = [ids.indexOf(id), [...ids]];
  const other = order[at + by];
  if (at < 0 || other === undefined) return order;
  [order[at], order[at + by]] = [other, id];
  return order;
}
