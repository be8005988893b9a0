// A card marked data-poll is asked for again every two seconds until it says no more; nothing else of the page moves.
// Without script the page shows where things stood when it was opened.
async function poll(card) {
  const answer = await fetch(card.dataset.poll, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(card.id);
  const held = card.contains(document.activeElement); // somebody is about to press « Arrêter »: let the button be
  if (!fresh || held) return wait(card);
  card.replaceWith(document.adoptNode(fresh));
  wait(fresh);
}
function wait(card) {
  if (card.dataset.poll) setTimeout(() => poll(card), 2000);
}
for (const card of document.querySelectorAll("[data-poll]")) wait(card);
