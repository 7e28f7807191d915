import type { ExportFormat, Rushes } from 'rushes';

/** Give the browser a file to keep. */
export function saveAs(name: string, type: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The prompts of a picture, or all of them, as a file. */
export async function savePrompts(rushes: Rushes, format: ExportFormat, imageId?: string): Promise<void> {
  const told = await rushes.prompts.exported({ format, ...(imageId ? { image_id: imageId } : {}) });
  const content = typeof told === 'string' ? told : JSON.stringify(told, null, 2);
  saveAs(`prompts.${format}`, format === 'csv' ? 'text/csv;charset=utf-8' : 'application/json', content);
}
