export const images = {
  title: 'Pictures',
};
