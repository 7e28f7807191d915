/** Where a room of operators is, or one thing in it. */
export const placeOf = (room: string, id?: string): string =>
  `/studio/operators/${room}${id === undefined ? '' : `/${id.split('/').map(encodeURIComponent).join('/')}`}`;
