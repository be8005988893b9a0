// A link data-swap="id" brings back that very element from the page it leads to; without script it leads there.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const shown = document.getElementById(link.dataset.swap);
  try {
    const answer = await fetch(link.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = document.adoptNode(page.getElementById(link.dataset.swap));
    shown.replaceWith(fresh);
    (fresh.querySelector("[autofocus]") ?? fresh.querySelector("a[data-swap]"))?.focus();
  } catch {
    location.assign(link.href);
  }
});
// A form marked data-swap is replaced by what the server answers, nothing else moves; without script it is posted.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-swap]");
  if (!form) return;
  event.preventDefault();
  const pressed = event.submitter;
  const where = pressed?.hasAttribute("formaction") ? pressed.formAction : form.action;
  const body = new URLSearchParams(new FormData(form, pressed));
  const button = pressed ?? form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch(where, { method: "POST", headers: { "HX-Request": "true" }, body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = document.adoptNode(page.getElementById(form.id));
    form.replaceWith(fresh);
    fresh.querySelector('[autofocus], [tabindex="-1"]')?.focus();
  } catch {
    button.disabled = false;
    form.removeAttribute("data-swap");
    form.requestSubmit(pressed);
  }
});
