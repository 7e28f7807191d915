import { useEffect, useState } from 'react';

/** The same, once it has stood still for a moment: what is asked of a service while somebody drags or types. */
export function useSettled<T>(value: T, ms = 350): T {
  const said = JSON.stringify(value);
  const [settled, setSettled] = useState(said);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(said), ms);
    return () => clearTimeout(timer);
  }, [said, ms]);
  return JSON.parse(settled) as T;
}
