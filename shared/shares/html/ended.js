// Tells once that somebody has watched to the end: nearly all of it, not only its last second. Nothing of theirs is sent along.
const ENOUGH = 0.8;

function watched({ played, duration }) {
  let seconds = 0;
  for (let i = 0; i < played.length; i++) seconds += played.end(i) - played.start(i);
  return seconds >= ENOUGH * duration;
}

for (const video of document.querySelectorAll("video[data-end]")) {
  video.addEventListener("ended", function told() {
    if (!watched(video)) return;
    video.removeEventListener("ended", told);
    navigator.sendBeacon(video.dataset.end);
  });
}
