export const videos = {
  title: 'Videos',
};
