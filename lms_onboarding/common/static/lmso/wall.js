// The code on the wall renews itself, and only it: what the trainer is filling in stays as it is.
const renew = async () => {
  const wall = document.querySelector("[data-wall]");
  if (!wall) return;
  try {
    const answer = await fetch(wall.dataset.wall);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-code]");
    if (!answer.ok || !fresh) return;
    wall.querySelector("[data-code]").replaceWith(document.adoptNode(fresh));
  } catch {
    // no network for a moment: the next turn tries again
  }
  setTimeout(renew, wait());
};
const wait = () => (Number(document.querySelector("[data-code]")?.dataset.seconds ?? 10) + 1) * 1000;
setTimeout(renew, wait());
