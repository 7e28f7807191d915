export const library = {
  title: 'Trash',
};
