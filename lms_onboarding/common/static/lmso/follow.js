// A long work goes on beside the page: what moves in its card is renewed, and when the work is over the server answers
// with the page of its result, where the reader is taken. Without script, a link looks again.
const PAUSE = 2000;
const look = async () => {
  const card = document.querySelector("[data-follow]");
  if (!card) return;
  try {
    const answer = await fetch(card.dataset.follow);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-follow]");
    if (answer.redirected || !fresh) {
      location.assign(answer.url);
      return;
    }
    for (const part of card.querySelectorAll("[data-moves]")) {
      const next = fresh.querySelector(`[data-moves="${part.dataset.moves}"]`);
      if (next && !part.isEqualNode(next)) part.replaceWith(document.adoptNode(next));
    }
  } catch {
    // no network for a moment: the next turn tries again
  }
  setTimeout(look, PAUSE);
};
setTimeout(look, PAUSE);
