import { vi } from 'vitest';

/** Gives every element a size, so that lists which show what is in sight show something. */
export function sized(width = 1200, height = 3000): void {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(width);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(height);
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(width);
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(height);
  vi.stubGlobal('innerHeight', height);
  vi.stubGlobal('innerWidth', width);
}
